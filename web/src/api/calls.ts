// SPDX-License-Identifier: Apache-2.0
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { parseJson } from '@/json/parse';
import { printJson } from '@/json/print';
import { fromPlain, type Json, member, numberOf, textOf } from '@/json/tree';
import { client, dataOf, fetchText, type Outcome } from './client';
import { ApiError } from './errors';
import { usePages } from './pages';

/** One call, read without loss. */
export type Call = {
  id: string;
  sessionId: string;
  tool: string;
  outcome: Outcome;
  result: Json | undefined;
  error: { code: string; message: string } | undefined;
  request: Json | undefined;
  startedAt: string;
  durationMs: number;
  whole: Json;
};

export type ExecuteAnswer = { response: Json; call: Call | undefined; result: Json | undefined };

export type ExecuteInput = {
  /** A session's id, or that of an entry in the list of MCP servers. */
  id: string;
  toolName: string;
  params: Json;
  signal?: AbortSignal;
};

type Options = {
  onSuccess?: (answer: ExecuteAnswer) => void;
  onError?: (message: string, error: ApiError) => void;
};

export function executePath(id: string, toolName: string): string {
  const family = id.startsWith('ses_') ? 'sessions' : 'mcps';
  return `/api/v1/${family}/${encodeURIComponent(id)}/tools/${encodeURIComponent(toolName)}/execute`;
}

/** `id` and `toolName` only form the address; the body is the parameters, byte for byte. */
export function executeBody(params: Json): string {
  return `{"params":${printJson(params)}}`;
}

export function useExecuteMcpTool(options: Options = {}) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, toolName, params, signal }: ExecuteInput): Promise<ExecuteAnswer> => {
      const text = await fetchText(executePath(id, toolName), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: executeBody(params),
        ...(signal ? { signal } : {}),
      });
      const parsed = parseJson(text);
      // An answer that cannot be read is shown as the text that it is.
      const response: Json = parsed.ok ? parsed.value : { kind: 'string', value: text };
      const call = member(response, 'call_id') ? callOf(response) : undefined;
      return { response, call, result: member(response, 'result') };
    },
    onSuccess: (answer) => options.onSuccess?.(answer),
    onError: (error) => {
      if (error instanceof ApiError)
        options.onError?.(error.message || 'Failed to execute tool', error);
      else
        options.onError?.(
          'Failed to execute tool',
          new ApiError('Failed to execute tool', 0, 'aborted', 'unavailable'),
        );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['calls'] }),
  });
}

export function callOf(whole: Json): Call {
  const text = (name: string) => textOf(member(whole, name)) ?? '';
  const error = member(whole, 'error');
  const rpc = member(whole, 'rpc_error');
  return {
    id: text('call_id'),
    sessionId: text('session_id'),
    tool: text('tool'),
    outcome: text('outcome') as Outcome,
    result: member(whole, 'result') ?? rpc,
    error: error && {
      code: textOf(member(error, 'code')) ?? '',
      message: textOf(member(error, 'message')) ?? '',
    },
    request: member(whole, 'request'),
    startedAt: text('started_at'),
    durationMs: numberOf(member(whole, 'duration_ms')) ?? 0,
    whole,
  };
}

/** The arguments that a recorded call was sent with. */
export function argumentsOf(call: Call): Json | undefined {
  return member(member(call.request, 'params'), 'arguments');
}

export function useCall(id: string | undefined) {
  return useQuery({
    queryKey: ['calls', id],
    queryFn: async () => {
      const parsed = parseJson(await fetchText(`/api/v1/calls/${encodeURIComponent(id ?? '')}`));
      return callOf(parsed.ok ? parsed.value : fromPlain({}));
    },
    enabled: id !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    // A call is answered before its record is written.
    retry: 3,
    retryDelay: 150,
  });
}

export function useCalls(sessionId?: string) {
  return usePages({
    queryKey: ['calls', 'list', sessionId ?? ''],
    fetchPage: (cursor) => {
      const query = { limit: 50, ...cursor };
      if (!sessionId) return dataOf(client.GET('/api/v1/calls', { params: { query } }));
      const params = { path: { id: sessionId }, query };
      return dataOf(client.GET('/api/v1/sessions/{id}/calls', { params }));
    },
    everyMs: () => 10_000,
  });
}
