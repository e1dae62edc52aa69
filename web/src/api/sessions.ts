// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { serverClock } from '@/text/time';
import { client, dataOf, idempotencyKey, type Session } from './client';
import { fetchTools } from './servers';

export const isLive = (session: Session) =>
  session.state === 'launching' || session.state === 'active' || session.state === 'ending';

export function useSessions(serverId?: string) {
  return useQuery({
    queryKey: serverId ? ['sessions', 'of', serverId] : ['sessions'],
    queryFn: () =>
      dataOf(
        client.GET('/api/v1/sessions', {
          params: { query: serverId ? { server_id: serverId, live: true } : {} },
        }),
      ),
    refetchInterval: 5_000,
  });
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
      void queries.invalidateQueries({ queryKey: ['sessions'] });
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
      void queries.invalidateQueries({ queryKey: ['sessions'] });
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
