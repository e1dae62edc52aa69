// SPDX-License-Identifier: Apache-2.0
// One face for the clients of both SDKs, so that each item is written once.
import * as v2 from '@modelcontextprotocol/client';
import * as v2stdio from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport as SseV1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StdioClientTransport as StdioV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import * as typesV1 from '@modelcontextprotocol/sdk/types.js';

const MODERN = '2026-07-28';
const INFO = { name: 'toolshed-gateway-driver', version: '1.0.0' };
const CAPABILITIES = { capabilities: { elicitation: {}, sampling: {}, roots: { listChanged: true } } };

function transportOf(kinds, { transport, url, command, token }) {
  if (transport === 'stdio') return new kinds.Stdio({ command: command[0], args: command.slice(1), stderr: 'inherit' });
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  // The event source of HTTP+SSE takes its headers from a fetch of its own.
  const sse = {
    fetch: (to, init) => {
      const all = new Headers(init?.headers);
      for (const [name, value] of Object.entries(headers)) all.set(name, value);
      return fetch(to, { ...init, headers: all });
    },
  };
  return transport === 'sse'
    ? new kinds.Sse(new URL(url), { eventSourceInit: sse, requestInit: { headers } })
    : new kinds.Http(new URL(url), { requestInit: { headers } });
}

function onlyLegacy(client, seen) {
  return {
    era: 'legacy',
    setLevel: level => client.setLoggingLevel(level),
    metaForLevel: () => undefined,
    async watch(uri) {
      await client.subscribeResource({ uri });
      return async () => { await client.unsubscribeResource({ uri }); };
    },
    async watchLists() { return async () => {}; },
    seen,
  };
}

function onlyModern(client, seen) {
  return {
    era: 'modern',
    setLevel: async () => {},
    metaForLevel: level => ({ 'io.modelcontextprotocol/logLevel': level }),
    async watch(uri) {
      const open = await client.listen({ resourceSubscriptions: [uri] });
      return () => open.close();
    },
    async watchLists() {
      const open = await client.listen({ toolsListChanged: true, promptsListChanged: true });
      return () => open.close();
    },
    seen,
  };
}

// What every notification and request of the server leaves behind, for the items to look at.
function record() {
  const seen = { logs: [], updated: [], lists: [], asked: [] };
  return {
    seen,
    notifications: {
      'notifications/message': ({ params }) => { seen.logs.push(params); },
      'notifications/resources/updated': ({ params }) => { seen.updated.push(params.uri); },
      'notifications/tools/list_changed': () => { seen.lists.push('tools'); },
      'notifications/prompts/list_changed': () => { seen.lists.push('prompts'); },
    },
    requests: {
      'elicitation/create': ({ params }) => {
        seen.asked.push('elicitation');
        const fields = Object.entries(params.requestedSchema?.properties ?? {});
        const value = schema => (schema.type === 'boolean' ? true : schema.type === 'string' ? 'given' : 1);
        return { action: 'accept', content: Object.fromEntries(fields.map(([name, schema]) => [name, value(schema)])) };
      },
      'sampling/createMessage': ({ params }) => {
        seen.asked.push('sampling');
        const words = [params.messages[0].content].flat()[0].text;
        return { role: 'assistant', model: 'none', stopReason: 'endTurn', content: { type: 'text', text: `sampled: ${words}` } };
      },
      'roots/list': () => {
        seen.asked.push('roots');
        return { roots: [{ uri: 'file:///driver/root', name: 'root' }] };
      },
    },
  };
}

async function connectV1(target) {
  if (target.era !== 'legacy') throw new Error('SDK v1 speaks the legacy era only');
  const client = new ClientV1(INFO, CAPABILITIES);
  const { seen, notifications, requests } = record();
  const schemas = {
    'notifications/message': typesV1.LoggingMessageNotificationSchema,
    'notifications/resources/updated': typesV1.ResourceUpdatedNotificationSchema,
    'notifications/tools/list_changed': typesV1.ToolListChangedNotificationSchema,
    'notifications/prompts/list_changed': typesV1.PromptListChangedNotificationSchema,
    'elicitation/create': typesV1.ElicitRequestSchema,
    'sampling/createMessage': typesV1.CreateMessageRequestSchema,
    'roots/list': typesV1.ListRootsRequestSchema,
  };
  for (const [method, handler] of Object.entries(notifications)) client.setNotificationHandler(schemas[method], handler);
  for (const [method, handler] of Object.entries(requests)) client.setRequestHandler(schemas[method], handler);
  const transport = transportOf({ Stdio: StdioV1, Sse: SseV1, Http: HttpV1 }, target);
  await client.connect(transport);
  return {
    client, transport, negotiated: transport.protocolVersion ?? null,
    call: (params, options) => client.callTool(params, undefined, options), ...onlyLegacy(client, seen),
  };
}

async function connectV2(target) {
  const mode = target.era === 'modern' ? { pin: MODERN } : target.era;
  const client = new v2.Client(INFO, { ...CAPABILITIES, versionNegotiation: { mode } });
  const { seen, notifications, requests } = record();
  for (const [method, handler] of Object.entries(notifications)) client.setNotificationHandler(method, handler);
  for (const [method, handler] of Object.entries(requests)) client.setRequestHandler(method, handler);
  const transport = transportOf({
    Stdio: v2stdio.StdioClientTransport, Sse: v2.SSEClientTransport, Http: v2.StreamableHTTPClientTransport,
  }, target);
  await client.connect(transport);
  const negotiated = client.getNegotiatedProtocolVersion() ?? null;
  const rest = negotiated === MODERN ? onlyModern(client, seen) : onlyLegacy(client, seen);
  return { client, transport, negotiated, call: (params, options) => client.callTool(params, options), ...rest };
}

export async function connect(target) {
  const at = await (target.sdk === 'v1' ? connectV1(target) : connectV2(target));
  return { ...at, streamed: target.transport === 'http' };
}
