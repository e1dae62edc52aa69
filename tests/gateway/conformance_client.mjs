// SPDX-License-Identifier: Apache-2.0
// conformance_client.mjs URL: what a client does in each client scenario of the suite, done by the SDK. It shows that the
// scenarios can be met, and what our own client command has to do. The suite names the scenario in the environment.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';

const MODERN = '2026-07-28';
const {
  MCP_CONFORMANCE_SCENARIO: scenario, MCP_CONFORMANCE_PROTOCOL_VERSION: revision, MCP_CONFORMANCE_CONTEXT: context = '{}',
} = process.env;

// Answers a form with its defaults, and with `true` where there is none.
function fill({ params }) {
  const fields = Object.entries(params.requestedSchema?.properties ?? {});
  return { action: 'accept', content: Object.fromEntries(fields.map(([name, schema]) => [name, schema.default ?? true])) };
}

async function everyList(client) {
  const { tools = [], resources = [], prompts = [] } = client.getServerCapabilities() ?? {};
  const listed = await client.listTools();
  if (tools) for (const tool of listed.tools) await client.callTool({ name: tool.name, arguments: {} });
  if (resources) for (const each of (await client.listResources()).resources) await client.readResource({ uri: each.uri });
  if (prompts) for (const each of (await client.listPrompts()).prompts) await client.getPrompt({ name: each.name });
}

const PLAYS = {
  initialize: client => client.listTools(),
  tools_call: async client => {
    await client.listTools();
    await client.callTool({ name: 'add_numbers', arguments: { a: 5, b: 3 } });
  },
  'elicitation-sep1034-client-defaults': client => client.callTool({ name: 'test_client_elicitation_defaults', arguments: {} }),
  'sse-retry': async client => {
    await client.listTools();
    await client.callTool({ name: 'test_reconnection', arguments: {} });
  },
  'request-metadata': client => client.listTools(),
  'sep-2322-client-request-state': async client => {
    await client.listTools();
    await Promise.all(['test_mrtr_echo_state', 'test_mrtr_unrelated'].map(name => client.callTool({ name, arguments: {} })));
    await client.callTool({ name: 'test_mrtr_no_state', arguments: {} });
    await client.callTool({ name: 'test_mrtr_no_result_type', arguments: {} });
  },
  'http-standard-headers': everyList,
  'http-custom-headers': async client => {
    await client.listTools();
    for (const call of JSON.parse(context).toolCalls) await client.callTool(call);
  },
  'http-invalid-tool-headers': async client => {
    for (const tool of (await client.listTools()).tools) await client.callTool({ name: tool.name, arguments: { region: 'x' } });
  },
  'json-schema-ref-no-deref': client => client.listTools(),
  'json-schema-2020-12-preservation': async client => {
    const { tools } = await client.listTools();
    const { inputSchema: schema } = tools.find(each => each.name === 'json_schema_2020_12_tool');
    await client.callTool({ name: 'json_schema_echo', arguments: { schema } });
  },
};

const client = new Client({ name: 'toolshed-conformance-client', version: '1.0.0' }, {
  capabilities: { elicitation: { form: { applyDefaults: true } }, sampling: {}, roots: {} },
  versionNegotiation: { mode: revision === MODERN ? 'auto' : 'legacy' },
});
client.setRequestHandler('elicitation/create', fill);
client.setRequestHandler('sampling/createMessage', () => ({
  role: 'assistant', model: 'none', content: { type: 'text', text: 'nothing' },
}));
client.setRequestHandler('roots/list', () => ({ roots: [] }));
await client.connect(new StreamableHTTPClientTransport(new URL(process.argv.at(-1))));
await PLAYS[scenario](client);
await client.close();
process.exit(0);
