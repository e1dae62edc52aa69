// SPDX-License-Identifier: Apache-2.0
// stdio_bridge.mjs COMMAND…: puts a modern server that speaks stdio behind HTTP, just well enough for the suite, to show what
// the fixture can do over stdio. One process, calls told apart by ids of the bridge's own. Not a gateway: no token, no limits.
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node';

const MODERN = '2026-07-28';
const META = 'io.modelcontextprotocol/';
const STATUS = { [-32020]: 400, [-32021]: 400, [-32022]: 400, [-32601]: 404, [-32602]: 400 };
const NAMES = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' };
const guards = [localhostHostValidation(), localhostOriginValidation()];

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
const calls = new Map();
let tools = [];
let last = 0;

const write = message => child.stdin.write(JSON.stringify(message) + '\n');

// Which call a message of the server belongs to; a progress token is the bridge's id, and so is a subscription's.
function ownerOf(message) {
  return message.id ?? message.params?._meta?.[`${META}subscriptionId`] ?? message.params?.progressToken;
}

createInterface({ input: child.stdout }).on('line', line => {
  const message = JSON.parse(line);
  const call = calls.get(ownerOf(message)) ?? [...calls.values()].find(each => each.method === 'tools/call');
  if (message.method) return call?.notify(message);
  if (message.result?.tools) tools = message.result.tools;
  return call?.answer(message);
});

function decoded(value) {
  const coded = /^=\?base64\?(.*)\?=$/.exec(value);
  if (!coded) return value;
  const bytes = Buffer.from(coded[1], 'base64');
  return bytes.toString('base64') === coded[1] ? bytes.toString('utf8') : undefined;
}

function parametersMatch(headers, { name, arguments: values = {} }) {
  const properties = tools.find(each => each.name === name)?.inputSchema.properties ?? {};
  return Object.entries(properties).filter(([, schema]) => schema['x-mcp-header'] !== undefined).every(([key, schema]) => {
    const header = headers[`mcp-param-${schema['x-mcp-header'].toLowerCase()}`];
    if (values[key] === undefined || values[key] === null) return header === undefined;
    return header !== undefined && decoded(header.trim()) === String(values[key]);
  });
}

function objection(headers, { method, params = {} }) {
  const meta = params._meta ?? {};
  const version = meta[`${META}protocolVersion`];
  const complete = typeof version === 'string' && typeof meta[`${META}clientCapabilities`] === 'object';
  if (!complete) return { code: -32602, message: '_meta' };
  if (headers['mcp-protocol-version'] !== version) return { code: -32020, message: 'MCP-Protocol-Version' };
  if (version !== MODERN) return { code: -32022, message: 'version', data: { supported: [MODERN], requested: version } };
  if (headers['mcp-method'] !== method) return { code: -32020, message: 'Mcp-Method' };
  const named = NAMES[method];
  if (named && decoded(headers['mcp-name'] ?? '') !== params[named]) return { code: -32020, message: 'Mcp-Name' };
  if (method === 'tools/call' && !parametersMatch(headers, params)) return { code: -32020, message: 'Mcp-Param' };
  return null;
}

function forward(response, request) {
  const own = ++last;
  const token = request.params._meta?.progressToken;
  const event = message => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(`data: ${JSON.stringify(message)}\n\n`);
  };
  calls.set(own, {
    method: request.method,
    notify(message) {
      const params = { ...message.params };
      if (params.progressToken === own) params.progressToken = token;
      if (params._meta?.[`${META}subscriptionId`] === own) params._meta = { [`${META}subscriptionId`]: request.id };
      event({ ...message, params });
    },
    answer(message) {
      calls.delete(own);
      const restored = { ...message, id: request.id };
      if (response.headersSent) return response.end(`data: ${JSON.stringify(restored)}\n\n`);
      const status = message.error ? STATUS[message.error.code] ?? 200 : 200;
      return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(restored));
    },
  });
  response.on('close', () => {
    if (calls.delete(own)) write({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: own } });
  });
  const _meta = { ...request.params._meta, ...(token !== undefined && { progressToken: own }) };
  write({ ...request, id: own, params: { ...request.params, _meta } });
}

const http = createServer(async (request, response) => {
  if (!guards.every(guard => guard(request, response))) return;
  const parts = [];
  for await (const part of request) parts.push(part);
  const message = request.method === 'POST' ? JSON.parse(Buffer.concat(parts)) : null;
  if (!message) return response.writeHead(405).end();
  if (message.id === undefined) return response.writeHead(202).end();
  const error = objection(request.headers, message);
  if (!error) return forward(response, message);
  return response.writeHead(STATUS[error.code], { 'content-type': 'application/json' })
    .end(JSON.stringify({ jsonrpc: '2.0', id: message.id, error }));
});
http.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${http.address().port}/mcp`));
child.on('close', () => process.exit(0));
process.on('SIGTERM', () => child.stdin.end());
