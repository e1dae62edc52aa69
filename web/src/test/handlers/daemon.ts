// SPDX-License-Identifier: Apache-2.0
import { HttpResponse, http } from 'msw';
import { aCall, aRun, aServer, aSession, revision, tools } from './records';

const api = '*/api/v1';

export const page = (items: unknown[]) => HttpResponse.json({ items, next_cursor: null });
export const inTwoPages = (request: Request, first: unknown[], second: unknown[]) =>
  new URL(request.url).searchParams.get('cursor') === 'second'
    ? page(second)
    : HttpResponse.json({ items: first, next_cursor: 'second' });
export const failure = (status: number, code: string, message: string, type = 'conflict') =>
  HttpResponse.json({ error: { type, code, message } }, { status });

/** An event stream that says what it has to say and ends. */
export function stream(...events: { id: number; type: string; data: unknown }[]) {
  const text = events
    .map(({ id, type, data }) => `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`)
    .join('');
  return new HttpResponse(text, { headers: { 'Content-Type': 'text/event-stream' } });
}

const isRight = (request: Request) => request.headers.get('Authorization') === 'Bearer right';
const signIn = `${api}/sign-in`;

export const daemonHandlers = [
  http.get('*/readyz', () => HttpResponse.json({ ok: true })),
  http.get(signIn, ({ request }) => HttpResponse.json({ signed_in: isRight(request) })),
  http.post(signIn, ({ request }) =>
    isRight(request)
      ? new HttpResponse(null, { status: 204 })
      : failure(401, 'token_required', 'no', 'unauthenticated'),
  ),
  http.delete(signIn, () => new HttpResponse(null, { status: 204 })),
  http.get(`${api}/version`, () => HttpResponse.json({ version: '0.1.0', api: 'v1' })),
  http.get(`${api}/doctor`, () =>
    HttpResponse.json({
      ok: false,
      checks: [
        { name: 'engine', ok: true, detail: 'docker 26' },
        { name: 'registry', ok: false, detail: 'does not answer' },
      ],
    }),
  ),
  http.get(`${api}/servers`, () => page([aServer()])),
  http.get(`${api}/servers/:id`, () => HttpResponse.json(aServer())),
  http.get(`${api}/servers/:id/tools`, () => page(tools)),
  http.get(`${api}/servers/:id/revisions`, () =>
    page([revision, { ...revision, id: 'rev_0000', commit: 'ffff', tools: 1, tools_hash: 'bb' }]),
  ),
  http.get(`${api}/servers/:id/verifications`, () => page([aRun()])),
  http.get(`${api}/verifications/:id`, () => HttpResponse.json(aRun())),
  http.get(`${api}/verifications/:id/logs`, () =>
    stream(
      { id: 12, type: 'log', data: { text: 'Step 1\n\u001b[31mred\u001b[0m\n' } },
      { id: 12, type: 'end', data: {} },
    ),
  ),
  http.get(`${api}/verifications/:id/events`, () => stream()),
  http.get(`${api}/sessions`, () => page([])),
  http.post(`${api}/sessions`, () =>
    HttpResponse.json(aSession({ state: 'launching' }), { status: 202 }),
  ),
  http.get(`${api}/sessions/:id`, () => HttpResponse.json(aSession())),
  http.get(`${api}/sessions/:id/tools`, () => page(tools)),
  http.post(`${api}/sessions/:id/tools/refresh`, () =>
    page([...tools, { name: 'late', inputSchema: { type: 'object' } }]),
  ),
  http.get(`${api}/sessions/:id/calls`, () => page([aCall()])),
  http.get(`${api}/sessions/:id/events`, () => stream()),
  http.get(`${api}/sessions/:id/logs`, () => stream({ id: 1, type: 'end', data: {} })),
  http.post(`${api}/sessions/:id/tools/:tool/execute`, () => HttpResponse.json(aCall())),
  http.get(`${api}/calls`, () =>
    page([aCall(), aCall({ call_id: 'call_0002', tool: 'add', outcome: 'tool_error' })]),
  ),
  http.get(`${api}/calls/:id`, ({ params }) =>
    HttpResponse.json(
      params.id === 'call_0002'
        ? aCall({ call_id: 'call_0002', result: { content: [{ type: 'text', text: 'bye' }] } })
        : aCall(),
    ),
  ),
];
