// SPDX-License-Identifier: Apache-2.0
import { HttpResponse, http } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { number, object } from '@/json/tree';
import { daemon } from '@/test/daemon';
import { failure, stream } from '@/test/handlers/daemon';
import { auth, authHeaders, signInFromAddress } from './auth';
import { executeBody, executePath } from './calls';
import { client, dataOf, fetchText } from './client';
import { ApiError, errorOf, mendOf } from './errors';
import { follow, readEvents } from './stream';

describe('signing in', () => {
  it('keeps no token where the daemon gives a cookie', async () => {
    sessionStorage.clear();
    expect(await auth.signIn('right')).toBe('ok');
    expect(authHeaders()).toEqual({ 'X-Toolshed-Request': 'page' });
    expect(auth.state()).toBe('signed-in');
  });

  it('keeps it for the tab where the daemon has no such exchange', async () => {
    sessionStorage.clear();
    daemon.use(
      http.post('*/api/v1/sign-in', () => failure(404, 'no_route', 'nothing', 'not_found')),
    );
    expect(await auth.signIn('right')).toBe('ok');
    expect(authHeaders().Authorization).toBe('Bearer right');
    await auth.signOut();
    expect(auth.state()).toBe('signed-out');
    expect(authHeaders().Authorization).toBeUndefined();
  });

  it('tells a wrong token from a daemon that is away', async () => {
    expect(await auth.signIn('wrong')).toBe('refused');
    expect(await auth.signIn('with blank')).toBe('refused');
    daemon.use(http.post('*/api/v1/sign-in', () => HttpResponse.error()));
    expect(await auth.signIn('right')).toBe('unreachable');
  });

  it('asks at the start whether the door is open', async () => {
    await auth.probe();
    expect(auth.state()).toBe('signed-in');
    daemon.use(http.get('*/api/v1/sign-in', () => HttpResponse.json({ signed_in: false })));
    await auth.probe();
    expect(auth.state()).toBe('signed-out');
  });

  it.each([
    [401, 'signed-out'],
    [404, 'signed-in'],
    [503, 'unknown'],
  ])('takes the status %i for %s', async (status, state) => {
    daemon.use(http.get('*/api/v1/sign-in', () => failure(status, 'x', 'x')));
    await auth.probe();
    expect(auth.state()).toBe(state);
  });

  it('takes a token from the address, and takes it out of there', async () => {
    sessionStorage.clear();
    location.hash = '#token=right';
    await signInFromAddress();
    expect(location.hash).toBe('');
    expect(auth.state()).toBe('signed-in');
    await signInFromAddress();
  });
});

describe('errors', () => {
  it('carry what the envelope says', async () => {
    daemon.use(
      http.get('*/api/v1/servers', () => failure(409, 'not_verified', 'verify the server first')),
    );
    await expect(dataOf(client.GET('/api/v1/servers'))).rejects.toMatchObject({
      status: 409,
      code: 'not_verified',
      message: 'verify the server first',
    });
  });

  it('are told even where there is no envelope, or nobody', async () => {
    daemon.use(http.get('*/x', () => new HttpResponse('<html>', { status: 502 })));
    await expect(fetchText('/x')).rejects.toMatchObject({ status: 502, code: 'unknown' });
    daemon.use(http.get('*/x', () => HttpResponse.error()));
    await expect(fetchText('/x')).rejects.toMatchObject({ code: 'unreachable' });
    daemon.use(http.get('*/api/v1/servers', () => HttpResponse.error()));
    await expect(dataOf(client.GET('/api/v1/servers'))).rejects.toBeInstanceOf(ApiError);
    expect(errorOf(400, { error: { message: 3 } }).message).toContain('status 400');
    expect(mendOf('no_dockerfile')).toContain('Dockerfile');
  });

  it('of a lost sign-in lead out', async () => {
    await auth.probe();
    daemon.use(http.get('*/x', () => failure(401, 'token_required', 'no', 'unauthenticated')));
    await expect(fetchText('/x')).rejects.toMatchObject({ status: 401 });
    expect(auth.state()).toBe('signed-out');
  });
});

describe('calls', () => {
  it('are addressed by id and tool, and hold the parameters byte for byte', () => {
    expect(executePath('ses_1', 'a/b ?')).toBe('/api/v1/sessions/ses_1/tools/a%2Fb%20%3F/execute');
    expect(executePath('ins_1', 't')).toBe('/api/v1/mcps/ins_1/tools/t/execute');
    const params = object([['n', number('9007199254740993')]]);
    expect(executeBody(params)).toBe('{"params":{"n":9007199254740993}}');
  });
});

describe('event streams', () => {
  const bytes = (...parts: string[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const part of parts) controller.enqueue(new TextEncoder().encode(part));
        controller.close();
      },
    });

  it('are read however they are cut', async () => {
    const events = [];
    const body = bytes(
      ': hello\n\nid: 1\nev',
      'ent: log\ndata: a\ndata: b\n',
      '\nid\n\ndata:c\r\n\r\n',
      'data: cut off',
    );
    for await (const event of readEvents(body)) events.push(event);
    expect(events).toEqual([
      { id: '1', type: 'log', data: 'a\nb' },
      { id: '', type: 'message', data: 'c' },
    ]);
  });

  it('go on from the last id after a break', async () => {
    const asked: (string | null)[] = [];
    daemon.use(
      http.get('*/events', ({ request }) => {
        asked.push(request.headers.get('Last-Event-ID'));
        return stream({ id: asked.length, type: 'step', data: {} });
      }),
    );
    const seen: string[] = [];
    const states: string[] = [];
    await new Promise<void>((resolve) => {
      follow('/events', {
        onEvent: ({ id }) => seen.push(id),
        onState: (state) => {
          states.push(state);
          if (state === 'ended') resolve();
        },
        isOver: () => seen.length === 2,
      });
    });
    expect(asked).toEqual([null, '1']);
    expect(seen).toEqual(['1', '2']);
    expect(states).toEqual(['open', 'waiting', 'open', 'ended']);
  });

  it('end where there is nothing to follow, and when nobody listens any more', async () => {
    daemon.use(http.get('*/events', () => failure(404, 'run_not_found', 'no', 'not_found')));
    await new Promise<void>((resolve) => {
      follow('/events', {
        onEvent: () => undefined,
        onState: (state) => state === 'ended' && resolve(),
        isOver: () => false,
      });
    });
    let asked = 0;
    daemon.use(
      http.get('*/events', () => {
        asked += 1;
        return HttpResponse.error();
      }),
    );
    const onState = vi.fn();
    const stop = follow('/events', { onEvent: () => undefined, onState, isOver: () => false });
    await vi.waitFor(() => expect(onState).toHaveBeenCalledWith('waiting'));
    stop();
    expect(asked).toBe(1);
    expect(onState).not.toHaveBeenCalledWith('ended');
  });
});
