// SPDX-License-Identifier: Apache-2.0
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Server, Session } from '@/api/client';
import { useMcp, useRefreshMcpTools } from '@/api/mcps';
import { fetchTools, type Tool, useEvents, useServer, useServerTools } from '@/api/servers';
import { isLive, useLiveSession, useSession, useSessionTools } from '@/api/sessions';
import { announce } from '@/components/announcer';

/**
 * What the playground works on: a session, a server (then its running session, if there is one),
 * or an entry of the list of MCP servers.
 */
export type Target = {
  kind: 'session' | 'server' | 'mcp';
  name: string;
  isPending: boolean;
  error: unknown;
  tools: Tool[] | undefined;
  toolsError: unknown;
  /** `undefined`: every tool is allowed. */
  allowed: Set<string> | undefined;
  refreshedAt: string | undefined;
  isRefreshing: boolean;
  handleRefresh: (() => void) | undefined;
  /** Where calls go; `undefined` while there is nothing that could answer. */
  executeId: string | undefined;
  server: Server | undefined;
  session: Session | undefined;
};

export function useTarget(id: string): Target {
  const isSession = id.startsWith('ses_');
  const isServer = id.startsWith('srv_');
  const entry = useEntryTarget(id, !isSession && !isServer && id !== '');
  const { data: live } = useLiveSession(isServer ? id : undefined);
  const session = useSessionTarget(isSession ? id : (live?.id ?? ''), isServer ? id : '');
  return isSession || isServer ? session : entry;
}

function useSessionTarget(sessionId: string, serverId: string): Target {
  const session = useSession(sessionId);
  const state = session.data?.state;
  const over = sessionId === '' || (session.data !== undefined && !isLive(session.data));
  useEvents(`/api/v1/sessions/${sessionId}/events`, ['sessions', sessionId], over);
  const server = useServer(serverId || (session.data?.server_id ?? ''));
  const isActive = state === 'active';
  const own = useSessionTools(sessionId, isActive);
  const verified = useServerTools(
    server.data?.id ?? '',
    server.data?.current_revision != null && !own.data,
  );
  const refresh = useRefreshSessionTools(sessionId);
  const list = own.data ?? verified.data;
  const main = sessionId === '' ? server : session;
  return {
    kind: sessionId === '' ? 'server' : 'session',
    name: server.data?.name ?? (serverId || sessionId),
    isPending: main.isPending || (sessionId !== '' && server.isPending && !server.error),
    error: main.error,
    tools: list?.tools,
    toolsError: list ? undefined : (own.error ?? verified.error),
    allowed: undefined,
    refreshedAt: list?.fetchedAt,
    isRefreshing: refresh.isRefreshing,
    handleRefresh: isActive ? refresh.handleRefresh : undefined,
    executeId: isActive ? sessionId : undefined,
    server: server.data,
    session: sessionId === '' ? undefined : session.data,
  };
}

function useRefreshSessionTools(sessionId: string) {
  const queries = useQueryClient();
  const [isRefreshing, setRefreshing] = useState(false);
  const handleRefresh = async () => {
    setRefreshing(true);
    try {
      const list = await fetchTools(`/api/v1/sessions/${sessionId}/tools/refresh`, {
        method: 'POST',
      });
      queries.setQueryData(['sessions', sessionId, 'tools'], list);
      announce(`${list.tools.length} tools`);
    } catch {
      announce('The tools could not be refreshed', true);
    } finally {
      setRefreshing(false);
    }
  };
  return { isRefreshing, handleRefresh: () => void handleRefresh() };
}

function useEntryTarget(id: string, enabled: boolean): Target {
  const entry = useMcp(id, enabled);
  const refresh = useRefreshMcpTools(id);
  return {
    kind: 'mcp',
    name: entry.data?.name ?? '',
    isPending: enabled && entry.isPending,
    error: entry.error,
    tools: entry.data?.tools,
    toolsError: undefined,
    allowed: entry.data?.allowed,
    refreshedAt: entry.data?.refreshedAt,
    isRefreshing: refresh.isPending,
    handleRefresh: () => refresh.mutate(),
    // A disabled entry is refused by the daemon, which says why.
    executeId: id,
    server: undefined,
    session: undefined,
  };
}
