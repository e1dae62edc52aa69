// SPDX-License-Identifier: Apache-2.0
// A daemon made of fixed answers, with every state that a page can show and sizes that a page must
// bear. For looking at the page and for measuring it; tests of behaviour use the real daemon.
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { pageFiles } from './files.mjs';

const now = Date.now();
const ago = (minutes) => new Date(now - minutes * 60_000).toISOString();
const list = (items, next = null) => ({ items, next_cursor: next });

const revision = (at, more = {}) => ({
  id: `rev_${at}`,
  run_id: `run_${at}`,
  commit: `${at}a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f7a8b9c0d`,
  digest: 'sha256:50aa643b1b18af60b8ab05b6d83ccd93ed99193216bc1ab15dbad25f27ef85d3',
  digest_kind: 'image_id',
  image: 'toolshed/files:1a2b3c4',
  verified_at: ago(Number(at) * 90),
  protocol: {
    era: 'legacy',
    revision: '2025-11-25',
    server_info: { name: 'files', version: '1.2.0' },
    instructions: 'Paths are relative to the root. Ask before anything is removed.',
  },
  tools: 4,
  tools_hash: `hash${at}`,
  tools_hash_rule: 1,
  ...more,
});

const settings = {
  network: 'none',
  memory_bytes: 536_870_912,
  cpu_weight_milli: 250,
  cpu_ceiling_milli: 1_000,
  processes_max: 128,
  scratch_bytes: 67_108_864,
};
const server = (id, name, more = {}) => ({
  id: `srv_${id}`,
  name,
  source: `https://github.com/example/${name}@main`,
  status: 'verified',
  settings,
  current_revision: revision('1'),
  last_run: { id: 'run_1', state: 'passed' },
  created_at: ago(3_000),
  updated_at: ago(90),
  ...more,
});

const failure = {
  type: 'invalid',
  code: 'build_failed',
  message: 'the build ended with 1: npm error missing script: build',
};
const servers = [
  server('files', 'files'),
  server('postgres', 'postgres-readonly', { last_run: { id: 'run_1', state: 'skipped' } }),
  server('browser', 'browser-automation-with-a-rather-long-name', {
    source: 'https://git.example.org/a-team/monorepo-of-many-servers@v2.14.0#packages/browser',
    last_run: { id: 'run_2', state: 'running' },
  }),
  server('github', 'github', {
    status: 'failing',
    current_revision: null,
    last_run: { id: 'run_3', state: 'failed', error: failure },
  }),
  server('time', 'time', { last_run: { id: 'run_3', state: 'failed', error: failure } }),
  server('memory', 'memory', { status: 'registered', current_revision: null, last_run: null }),
];

const step = (kind, state, ms, more = {}) => ({
  kind,
  state,
  attempts: 1,
  duration_ms: ms,
  server_ms: 0,
  detail: '',
  started_at: ago(1),
  ended_at: ms === null ? null : ago(1),
  error: null,
  ...more,
});
const kinds = [
  ['resolve', 412, 'main is 1a2b3c4d5e6f'],
  ['fetch', 1_820, '214 files, 1.9 MB'],
  ['build', 48_210, 'sha256:50aa643b1b18'],
  ['define', 3, ''],
  ['launch', 611, ''],
  ['ready', 84, ''],
  ['negotiate', 12, '2025-11-25, stdio'],
  ['list', 9, '4 tools'],
  ['probe', 41, 'read_file, list_directory'],
  ['record', 5, ''],
  ['stop', 190, ''],
];
const steps = (brokenAt, state) =>
  kinds.map(([kind, ms, detail], at) => {
    if (at < brokenAt) return step(kind, 'succeeded', ms, { detail });
    if (at > brokenAt) return step(kind, state === 'failed' ? 'skipped' : 'pending', null);
    return step(kind, state, state === 'failed' ? ms : null, {
      error: state === 'failed' ? failure : null,
      log_tail: state === 'failed' ? ['> build', 'npm error missing script: build'] : undefined,
    });
  });
const run = (id, state, more = {}) => ({
  id: `run_${id}`,
  server_id: 'srv_files',
  source: servers[0].source,
  state,
  message: state === 'skipped' ? 'no new commits' : '',
  error: null,
  force: false,
  only_step: null,
  ended: state !== 'running',
  steps: steps(kinds.length, 'succeeded'),
  evidence: {
    commit: revision('1').commit,
    digest: revision('1').digest,
    digest_kind: 'image_id',
    image_bytes: 184_000_000,
    plan_hash: 'feedbeef',
    protocol: { era: 'legacy', revision: '2025-11-25' },
    tools: 4,
    tools_hash: 'hash1',
    tools_hash_rule: 1,
    findings: [{ code: 'refused_write', detail: 'it wrote to /var/cache, which is read-only' }],
  },
  created_at: ago(90),
  started_at: ago(90),
  ended_at: state === 'running' ? null : ago(89),
  ...more,
});
const blank = {
  findings: [],
  commit: null,
  digest: null,
  image_bytes: 0,
  protocol: null,
  tools: 0,
};
const runs = {
  run_1: run('1', 'passed'),
  run_2: run('2', 'running', {
    steps: steps(2, 'running'),
    started_at: ago(1),
    created_at: ago(1),
    evidence: { ...blank, commit: revision('1').commit },
  }),
  run_3: run('3', 'failed', { error: failure, steps: steps(2, 'failed'), evidence: blank }),
  run_4: run('4', 'skipped', { steps: steps(1, 'failed').slice(0, 1), evidence: blank }),
  run_flood: run('flood', 'running', { steps: steps(2, 'running'), evidence: blank }),
};

const text = (description, more = {}) => ({ type: 'string', description, ...more });
const tools = [
  {
    name: 'read_file',
    title: 'Read a file',
    description: 'Reads a file as text.\nLarge files come in parts: say where to begin.',
    inputSchema: {
      type: 'object',
      properties: {
        path: text('Below the root', { minLength: 1 }),
        encoding: { enum: ['utf-8', 'latin-1', 'base64'], default: 'utf-8' },
        offset: { type: 'integer', minimum: 0, description: 'First byte' },
        follow_links: { type: 'boolean', default: false },
      },
      required: ['path'],
    },
    outputSchema: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    annotations: { readOnlyHint: true, idempotentHint: true },
  },
  {
    name: 'search_files',
    description: 'Searches names and contents, in all folders below one.',
    inputSchema: {
      type: 'object',
      properties: {
        where: text('Folder'),
        patterns: { type: 'array', items: { type: 'string' }, minItems: 1 },
        limits: {
          type: 'object',
          properties: {
            matches: { type: 'integer', maximum: 1_000 },
            modified_after: { type: 'string', format: 'date-time' },
          },
        },
        match: {
          oneOf: [
            { title: 'By name', type: 'object', properties: { name: text('Pattern') } },
            { title: 'By content', type: 'object', properties: { words: text('Words') } },
          ],
        },
      },
      required: ['patterns'],
    },
  },
  {
    name: 'write_file',
    description: 'Replaces a file.',
    inputSchema: {
      type: 'object',
      properties: { path: text('Below the root'), content: text('All of it') },
      required: ['path', 'content'],
    },
    annotations: { destructiveHint: true },
  },
  { name: 'list_roots', description: '', inputSchema: { type: 'object' } },
];
const olderTools = [
  {
    ...tools[0],
    description: 'Reads a file as text.',
    inputSchema: { type: 'object', properties: { path: text('Path') }, required: ['path'] },
  },
  tools[2],
  { name: 'move_file', description: 'Moves a file.', inputSchema: { type: 'object' } },
];
const manyTools = Array.from({ length: 1_000 }, (_, at) => ({
  name: `tool_${at}`,
  description: `Does what number ${at} does, and says so in a sentence.`,
  inputSchema: { type: 'object', properties: { text: text('What to say') } },
}));

const session = (id, state, more = {}) => ({
  id: `ses_${id}`,
  server_id: 'srv_files',
  state,
  digest: revision('1').digest,
  digest_kind: 'image_id',
  endpoint: state === 'active' ? `http://127.0.0.1:7070/mcp/ses_${id}` : null,
  end_reason: null,
  error: null,
  ready_ms: 611,
  created_at: ago(4),
  idle_expires_at: new Date(now + 13 * 60_000).toISOString(),
  expires_at: new Date(now + 56 * 60_000).toISOString(),
  ...more,
});
const sessions = {
  ses_active: session('active', 'active'),
  ses_many: session('many', 'active', { server_id: 'srv_browser' }),
  ses_launching: session('launching', 'launching', { server_id: 'srv_postgres' }),
  ses_ended: session('ended', 'ended', { end_reason: 'idle', ended_at: ago(1) }),
  ses_failed: session('failed', 'failed', {
    error: {
      type: 'unavailable',
      code: 'not_ready',
      message: 'the server ended before it was ready',
    },
  }),
};

/** A JSON value of about so many bytes. */
function sized(bytes) {
  const rows = [];
  for (let size = 0; size < bytes; ) {
    const row = { id: rows.length, name: `row ${rows.length}`, ok: true, tags: ['a', 'b'] };
    size += JSON.stringify(row).length + 1;
    rows.push(row);
  }
  return { rows };
}
const results = {
  read_file: {
    content: [{ type: 'text', text: '# Notes\n\n- water the plants\n- mend the door\n' }],
    structuredContent: { text: '# Notes\n\n- water the plants\n- mend the door\n' },
  },
  result_256_kb: { content: [], structuredContent: sized(256 * 1024) },
  result_4_mb: { content: [], structuredContent: sized(4 * 1024 * 1024) },
};
const sizeTools = ['result_256_kb', 'result_4_mb'].map((name) => ({
  name,
  inputSchema: { type: 'object' },
}));

const call = (id, tool, outcome, more = {}) => ({
  call_id: `call_${id}`,
  session_id: 'ses_active',
  tool,
  outcome,
  result: results[tool] ?? { content: [{ type: 'text', text: 'Done.' }] },
  request: {
    jsonrpc: '2.0',
    id: 7,
    method: 'tools/call',
    params: { name: tool, arguments: { path: 'notes.md' } },
  },
  started_at: ago(3),
  duration_ms: 4.2,
  ...more,
});
const tooLate = { type: 'timed_out', code: 'call_timed_out', message: 'no answer within 30 s' };
const calls = [
  call('1', 'read_file', 'ok'),
  call('2', 'search_files', 'tool_error', {
    result: { isError: true, content: [{ type: 'text', text: 'no such folder: /tmp/x' }] },
  }),
  call('3', 'write_file', 'timeout', { result: undefined, error: tooLate, duration_ms: 30_000 }),
  ...Array.from({ length: 200 }, (_, at) => call(`${at + 4}`, 'read_file', 'ok')),
];

const logText = Array.from({ length: 60 }, (_, at) =>
  at % 9 === 4
    ? `\u001b[33mwarning\u001b[0m: package ${at} is old\n`
    : `#${at} [build ${at}/60] RUN npm ci --ignore-scripts\n`,
).join('');
const event = (id, type, data) => `id: ${id}\nevent: ${type}\ndata: ${JSON.stringify(data)}\n\n`;

function paged(items, url, size = 50) {
  const limit = Number(url.searchParams.get('limit') ?? size);
  const from = Number(url.searchParams.get('cursor') ?? 0);
  const to = from + limit;
  return list(items.slice(from, to), to < items.length ? String(to) : null);
}

function answerTo(method, path, url) {
  const [kind, id, what, tool] = path;
  if (kind === 'sign-in') return { signed_in: true };
  if (kind === 'version') return { version: '0.1.0', api: 'v1' };
  if (kind === 'doctor')
    return {
      ok: false,
      checks: [
        { name: 'engine', ok: true, detail: 'docker 26.1.5, API 1.45' },
        { name: 'registry', ok: false, detail: 'http://127.0.0.1:5000 does not answer' },
      ],
    };
  if (kind === 'servers' && !id) return paged(servers, url);
  if (kind === 'servers') {
    const found = servers.find((one) => one.id === id) ?? null;
    if (!what) return found;
    const older = url.searchParams.get('revision') === 'rev_2';
    if (what === 'tools')
      return { ...list(older ? olderTools : tools), revision_id: older ? 'rev_2' : 'rev_1' };
    if (what === 'revisions') return list([revision('1'), revision('2', { tools: 3 })]);
    if (what === 'verifications') return paged(Object.values(runs).slice(0, 4), url);
  }
  if (kind === 'verifications') return runs[id] ?? null;
  if (kind === 'sessions' && !id) {
    const of = url.searchParams.get('server_id');
    return list(Object.values(sessions).filter((one) => !of || one.server_id === of));
  }
  if (kind === 'sessions') {
    if (!what) return sessions[id] ?? null;
    if (what === 'tools' && !tool)
      return list(id === 'ses_many' ? manyTools : [...tools, ...sizeTools]);
    if (what === 'tools' && method === 'POST') return call('1', tool, 'ok');
    if (what === 'calls') return paged(calls, url);
  }
  if (kind === 'calls')
    return id ? (calls.find((one) => one.call_id === id) ?? null) : paged(calls, url);
  if (kind === 'mcps') {
    const entry = {
      id: 'ins_1',
      slug: 'wiki',
      name: 'Wiki',
      description: 'Reads wikis',
      enabled: true,
      mcp_server: { id: 'al_1', url: 'https://wiki.example/mcp', name: 'wiki', enabled: true },
      tools_cache: tools,
      tools_filter: ['read_file', 'list_roots'],
      updated_at: ago(30),
      tools_refreshed_at: ago(20),
    };
    return id ? entry : list([entry]);
  }
  return null;
}

/** 1,000 lines a second for as long as somebody listens. */
function flood(answer) {
  let line = 0;
  const timer = setInterval(() => {
    let lines = '';
    for (let at = 0; at < 50; at += 1) {
      line += 1;
      lines += `\u001b[32m${line}\u001b[0m a line of a build that says a lot, as builds do\n`;
    }
    answer.write(event(line, 'log', { text: lines }));
  }, 50);
  answer.on('close', () => clearInterval(timer));
}

function streamTo(answer, path) {
  answer.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  const [, id, what] = path;
  if (id === 'run_flood' && what === 'logs') return flood(answer);
  if (what === 'logs' && id !== 'run_2') answer.write(event(1, 'log', { text: logText }));
  if (what === 'logs' && id !== 'run_2') answer.end(event(2, 'end', {}));
  else answer.write(': nothing yet\n\n');
}

export async function startStandIn(port = 0) {
  const fromPage = await pageFiles();
  const standIn = createServer((incoming, answer) => {
    if (fromPage(incoming, answer)) return;
    const url = new URL(incoming.url, 'http://localhost');
    const path = url.pathname
      .replace(/^\/api\/v1\//, '')
      .split('/')
      .map(decodeURIComponent);
    if (path[2] === 'events' || path[2] === 'logs') return streamTo(answer, path);
    const body = url.pathname === '/readyz' ? { ok: true } : answerTo(incoming.method, path, url);
    const missing = { error: { type: 'not_found', code: 'not_found', message: 'there is none' } };
    answer.writeHead(body ? 200 : 404, { 'Content-Type': 'application/json' });
    answer.end(JSON.stringify(body ?? missing));
  });
  await new Promise((resolve) => standIn.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${standIn.address().port}/ui/`,
    close: () => {
      standIn.closeAllConnections();
      standIn.close();
    },
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log((await startStandIn(Number(process.env.PORT ?? 0))).url);
