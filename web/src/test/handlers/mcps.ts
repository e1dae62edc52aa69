// SPDX-License-Identifier: Apache-2.0
import { HttpResponse, http } from 'msw';

const base = '*/api/v1/mcps';

type ExecuteResponse = { result: unknown };

export function mockExecuteMcpTool(response: ExecuteResponse = { result: { data: 'test' } }) {
  return http.post(`${base}/:id/tools/:tool_name/execute`, () => HttpResponse.json(response));
}

export function mockExecuteMcpToolError({
  message = 'Tool not allowed',
  code = 'bad_request',
  type = 'bad_request',
  status = 400,
}: {
  message?: string;
  code?: string;
  type?: string;
  status?: number;
} = {}) {
  return http.post(`${base}/:id/tools/:tool_name/execute`, () =>
    HttpResponse.json({ error: { message, code, type } }, { status }),
  );
}

export const mcp = {
  id: 'ins_0001',
  slug: 'wiki',
  name: 'Wiki',
  description: 'Reads wikis',
  enabled: true,
  mcp_server: { id: 'al_1', url: 'https://wiki.example/mcp', name: 'wiki', enabled: true },
  tools_cache: [
    {
      name: 'read_wiki_structure',
      description: 'Lists the topics of a repository.',
      input_schema: {
        type: 'object',
        properties: {
          repo_url: { type: 'string', description: 'Where it lies' },
          depth: { type: 'integer' },
          deep: { type: 'boolean' },
          tags: { type: 'array', items: { type: 'string' } },
        },
        required: ['repo_url'],
      },
    },
    {
      name: 'ask_question',
      description: 'Answers a question.',
      input_schema: { type: 'object', properties: { question: { type: 'string' } } },
    },
  ],
  tools_filter: ['read_wiki_structure'],
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  tools_refreshed_at: '2026-01-02T00:00:00Z',
};

export const mcpsHandlers = [
  http.get(base, () => HttpResponse.json({ items: [mcp], next_cursor: null })),
  http.get(`${base}/:id`, () => HttpResponse.json(mcp)),
  http.post(`${base}/:id/tools/refresh`, () => HttpResponse.json(mcp)),
  mockExecuteMcpTool(),
];
