// SPDX-License-Identifier: Apache-2.0
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { serverClock } from '@/text/time';
import { client, dataOf, idempotencyKey, type Session } from './client';
import { fetchTools } from './servers';

export const isLive = (session: Session) =>
  session.state === 'launching' || session.state === 'active' || session.state === 'ending';

export function useSessions() {
  return useQuery({
    queryKey: ['sessions'],
    queryFn: () => dataOf(client.GET('/api/v1/sessions')),
    refetchInterval: 5_000,
  });
}

/** The newest session of a server that is still there. */
export function useLiveSession(serverId: string | undefined) {
  return useQuery({
    queryKey: ['live-session', serverId],
    queryFn: async () => {
      const query = { server_id: serverId ?? '', live: true };
      const { items } = await dataOf(client.GET('/api/v1/sessions', { params: { query } }));
      return items.find((session) => session.server_id === serverId && isLive(session)) ?? null;
    },
    enabled: serverId !== undefined && serverId !== '',
    refetchInterval: 5_000,
  });
}

/** The lists alone: what belongs to one session is told by its own events. */
function listsChanged(queries: QueryClient): void {
  void queries.invalidateQueries({ queryKey: ['sessions'], exact: true });
  void queries.invalidateQueries({ queryKey: ['live-session'] });
}

export function useSession(id: string) {
  return useQuery({
    queryKey: ['sessions', id],
    queryFn: () => dataOf(client.GET('/api/v1/sessions/{id}', { params: { path: { id } } })),
    enabled: id.startsWith('ses_'),
    refetchInterval: ({ state }) => {
      if (state.data && !isLive(state.data)) return false;
      return state.data?.state === 'launching' ? 400 : 5_000;
    },
  });
}

export function useStartSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (serverId: string) =>
      dataOf(
        client.POST('/api/v1/sessions', {
          body: { server_id: serverId },
          params: { header: { 'Idempotency-Key': idempotencyKey() } },
        }),
      ) as Promise<Session>,
    onSuccess: (session) => {
      serverClock.observe(session.created_at);
      queries.setQueryData(['sessions', session.id], session);
      listsChanged(queries);
    },
  });
}

export function useRenewSession(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      dataOf(client.POST('/api/v1/sessions/{id}/renew', { params: { path: { id } } })),
    onSuccess: (session) => queries.setQueryData(['sessions', id], session),
  });
}

export function useStopSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) =>
      dataOf(client.DELETE('/api/v1/sessions/{id}', { params: { path: { id } } })),
    onSuccess: (session, id) => {
      queries.setQueryData(['sessions', id], session);
      listsChanged(queries);
    },
  });
}

export function useSessionTools(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['sessions', id, 'tools'],
    queryFn: () => fetchTools(`/api/v1/sessions/${encodeURIComponent(id)}/tools`),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}
