// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { parseJson } from '@/json/parse';
import { itemsOf, type Json, member, textOf } from '@/json/tree';
import { client, dataOf, fetchText, idempotencyKey, type Run, type Server } from './client';
import { ApiError } from './errors';
import { usePages } from './pages';
import { follow } from './stream';

export type Tool = {
  name: string;
  title: string | undefined;
  description: string;
  inputSchema: Json;
  outputSchema: Json | undefined;
  destructive: boolean;
  readOnly: boolean;
  idempotent: boolean;
  openWorld: boolean;
  whole: Json;
};

export type ToolList = {
  tools: Tool[];
  fetchedAt: string;
  hash: string | undefined;
  revisionId: string | undefined;
};

/** Tools are read without loss: their schemas hold numbers and orders that must survive. */
export async function fetchTools(path: string, init?: RequestInit): Promise<ToolList> {
  const parsed = parseJson(await fetchText(path, init));
  if (!parsed.ok) throw new ApiError('The tool list is no JSON.', 200, 'bad_response', 'internal');
  return {
    tools: itemsOf(member(parsed.value, 'items')).map(toolOf),
    fetchedAt: new Date().toISOString(),
    hash: textOf(member(parsed.value, 'tools_hash')),
    revisionId: textOf(member(parsed.value, 'revision_id')),
  };
}

export function toolOf(whole: Json): Tool {
  const notes = member(whole, 'annotations');
  const says = (name: string, otherwise: boolean) => {
    const value = member(notes, name);
    return value?.kind === 'boolean' ? value.value : otherwise;
  };
  const readOnly = says('readOnlyHint', false);
  return {
    name: textOf(member(whole, 'name')) ?? '',
    title: textOf(member(whole, 'title')) ?? textOf(member(notes, 'title')),
    description: textOf(member(whole, 'description')) ?? '',
    inputSchema: member(whole, 'inputSchema') ??
      member(whole, 'input_schema') ?? { kind: 'object', members: [] },
    outputSchema: member(whole, 'outputSchema'),
    // Without a word of its own a tool is taken for what it says it is, not for the worst.
    destructive: !readOnly && says('destructiveHint', false),
    readOnly,
    idempotent: says('idempotentHint', false),
    openWorld: says('openWorldHint', false),
    whole,
  };
}

const active = new Set(['queued', 'running', 'cancelling']);
export const isActive = (state: string | undefined) => state !== undefined && active.has(state);

export function useServers() {
  return usePages({
    queryKey: ['servers'],
    fetchPage: (cursor) =>
      dataOf(client.GET('/api/v1/servers', { params: { query: { limit: 100, ...cursor } } })),
    // While something is verified the list is live; else it is looked at now and then.
    everyMs: (servers) =>
      servers.some((server) => isActive(server.last_run?.state)) ? 1_500 : 15_000,
  });
}

export function useServer(id: string) {
  return useQuery({
    queryKey: ['servers', id],
    queryFn: () => dataOf(client.GET('/api/v1/servers/{id}', { params: { path: { id } } })),
    refetchInterval: ({ state }) => (isActive(state.data?.last_run?.state) ? 1_500 : 15_000),
    enabled: id !== '',
  });
}

export function useServerTools(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['servers', id, 'tools'],
    queryFn: () => fetchTools(`/api/v1/servers/${encodeURIComponent(id)}/tools`),
    enabled,
  });
}

/** `null` when the daemon answers with another revision, which it does where it keeps only one. */
export function useRevisionTools(id: string, revisionId: string) {
  return useQuery({
    queryKey: ['servers', id, 'tools', revisionId],
    queryFn: async () => {
      const query = new URLSearchParams({ revision: revisionId });
      const list = await fetchTools(`/api/v1/servers/${encodeURIComponent(id)}/tools?${query}`);
      return list.revisionId === revisionId ? list : null;
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useRevisions(id: string) {
  return usePages({
    queryKey: ['servers', id, 'revisions'],
    fetchPage: (cursor) => {
      const params = { path: { id }, query: { limit: 25, ...cursor } };
      return dataOf(client.GET('/api/v1/servers/{id}/revisions', { params }));
    },
    everyMs: () => 15_000,
  });
}

export function useRuns(id: string) {
  return usePages({
    queryKey: ['servers', id, 'runs'],
    fetchPage: (cursor) => {
      const params = { path: { id }, query: { limit: 25, ...cursor } };
      return dataOf(client.GET('/api/v1/servers/{id}/verifications', { params }));
    },
    everyMs: (runs) => (runs.some((run) => isActive(run.state)) ? 1_500 : 15_000),
  });
}

export function useAddServer() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { source: string; name?: string }) =>
      dataOf(
        client.POST('/api/v1/servers', {
          body,
          params: { header: { 'Idempotency-Key': idempotencyKey() } },
        }),
      ) as Promise<Server>,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['servers'] }),
  });
}

export function useRemoveServer() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      dataOf(client.DELETE('/api/v1/servers/{id}', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['servers'], exact: true }),
  });
}

export function useVerify(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ force }: { force: boolean }) =>
      dataOf(
        client.POST('/api/v1/servers/{id}/verifications', {
          params: { path: { id }, header: { 'Idempotency-Key': idempotencyKey() } },
          body: { force },
        }),
      ) as Promise<Run>,
    onSuccess: () => queries.invalidateQueries({ queryKey: ['servers'] }),
  });
}

export function useRun(id: string) {
  return useQuery({
    queryKey: ['runs', id],
    queryFn: () => dataOf(client.GET('/api/v1/verifications/{id}', { params: { path: { id } } })),
    // Events bring changes at once; this is for the case that they do not come through.
    refetchInterval: ({ state }) => (state.data?.ended ? false : 5_000),
  });
}

export function useCancelRun(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      dataOf(client.POST('/api/v1/verifications/{id}/cancel', { params: { path: { id } } })),
    onSuccess: (run) => queries.setQueryData(['runs', id], run),
  });
}

/** Fetches the object again whenever one of its events arrives. */
export function useEvents(path: string, queryKey: string[], over: boolean): void {
  const queries = useQueryClient();
  const key = queryKey.join('\n');
  useEffect(() => {
    if (over) return;
    let planned: ReturnType<typeof setTimeout> | undefined;
    const stop = follow(path, {
      onEvent: () => {
        // Many events at once, as after a reconnect, are one change.
        planned ??= setTimeout(() => {
          planned = undefined;
          void queries.invalidateQueries({ queryKey: key.split('\n'), exact: true });
        }, 60);
      },
      isOver: () => false,
    });
    return () => {
      clearTimeout(planned);
      stop();
    };
  }, [path, key, over, queries]);
}
