// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { parseJson } from '@/json/parse';
import { flagOf, itemsOf, type Json, member, textOf } from '@/json/tree';
import { fetchText } from './client';
import { type Tool, toolOf } from './servers';

/** An entry of the list of MCP servers, in the words of its own routes. */
export type Mcp = {
  id: string;
  slug: string;
  name: string;
  description: string;
  enabled: boolean;
  url: string;
  tools: Tool[];
  /** The allowed tools; `undefined` when none were ever fetched. */
  allowed: Set<string> | undefined;
  refreshedAt: string | undefined;
};

function mcpOf(whole: Json): Mcp {
  const text = (name: string) => textOf(member(whole, name)) ?? '';
  const filter = member(whole, 'tools_filter');
  return {
    id: text('id'),
    slug: text('slug'),
    name: text('name'),
    description: text('description'),
    enabled: flagOf(member(whole, 'enabled')) !== false,
    url: textOf(member(member(whole, 'mcp_server'), 'url')) ?? '',
    tools: itemsOf(member(whole, 'tools_cache')).map(toolOf),
    allowed:
      filter?.kind === 'array'
        ? new Set(itemsOf(filter).flatMap((name) => textOf(name) ?? []))
        : undefined,
    refreshedAt: textOf(member(whole, 'tools_refreshed_at')) ?? textOf(member(whole, 'updated_at')),
  };
}

async function fetchTree(path: string, init?: RequestInit): Promise<Json> {
  const parsed = parseJson(await fetchText(path, init));
  return parsed.ok ? parsed.value : { kind: 'null' };
}

export function useMcps() {
  return useQuery({
    queryKey: ['mcps'],
    queryFn: async () => {
      const tree = await fetchTree('/api/v1/mcps');
      return itemsOf(member(tree, 'items') ?? member(tree, 'mcps') ?? tree).map(mcpOf);
    },
    retry: false,
  });
}

export function useMcp(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['mcps', id],
    queryFn: async () => mcpOf(await fetchTree(`/api/v1/mcps/${encodeURIComponent(id)}`)),
    enabled,
  });
}

export function useRefreshMcpTools(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      fetchText(`/api/v1/mcps/${encodeURIComponent(id)}/tools/refresh`, { method: 'POST' }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['mcps', id] }),
  });
}
