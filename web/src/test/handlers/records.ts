// SPDX-License-Identifier: Apache-2.0
import type { CallSummary, Revision, Run, Server, Session, Step } from '@/api/client';

const time = '2026-01-01T00:00:00.000Z';
export const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

export const revision: Revision = {
  id: 'rev_0001',
  run_id: 'run_0001',
  commit: '1a2b3c4d5e6f7a8b9c0d',
  digest: 'sha256:50aa643b1b18af60b8ab05b6d83ccd93ed99193216bc1ab15dbad25f27ef85d3',
  digest_kind: 'image_id',
  image: 'toolshed/echo:1a2b3c4',
  verified_at: time,
  image_removed_at: null,
  protocol: {
    era: 'legacy',
    revision: '2025-11-25',
    server_info: { name: 'echo', version: '1.0.0' },
    instructions: 'Ask politely.',
  },
  tools: 2,
  tools_hash: 'aa',
  tools_hash_rule: 1,
};

export function aServer(more: Partial<Server> = {}): Server {
  return {
    id: 'srv_0001',
    name: 'echo',
    source: 'https://git.example/owner/echo',
    status: 'verified',
    settings: {
      network: 'none',
      memory_bytes: 536870912,
      cpu_weight_milli: 250,
      cpu_ceiling_milli: 1000,
    },
    current_revision: revision,
    last_run: { id: 'run_0001', state: 'passed' },
    created_at: time,
    updated_at: time,
    ...more,
  };
}

export function aStep(kind: Step['kind'], more: Partial<Step> = {}): Step {
  return {
    kind,
    state: 'succeeded',
    attempts: 1,
    duration_ms: 12,
    server_ms: 0,
    detail: '',
    started_at: time,
    ended_at: time,
    error: null,
    ...more,
  };
}

export function aRun(more: Partial<Run> = {}): Run {
  return {
    id: 'run_0001',
    server_id: 'srv_0001',
    source: 'https://git.example/owner/echo',
    state: 'passed',
    message: '',
    error: null,
    force: false,
    only_step: null,
    ended: true,
    steps: [aStep('resolve', { detail: 'commit 1a2b3c4' }), aStep('build', { attempts: 2 })],
    evidence: {
      commit: revision.commit,
      digest: revision.digest,
      digest_kind: 'image_id',
      image_bytes: 2_000_000,
      plan_hash: 'feedbeef',
      tools: 2,
      tools_hash: revision.tools_hash,
      tools_hash_rule: 1,
      protocol: { revision: '2025-11-25', era: 'legacy' },
      findings: [
        {
          code: 'write_refused',
          severity: 'warning',
          title: 'The server tried to write where it may not',
          detail: 'a write was refused at /var',
          evidence: '/var',
          mend: 'write below HOME or TMPDIR',
        },
      ],
      variables: [],
    },
    created_at: time,
    started_at: time,
    ended_at: time,
    ...more,
  };
}

export function aSession(more: Partial<Session> = {}): Session {
  return {
    id: 'ses_0001',
    server_id: 'srv_0001',
    state: 'active',
    digest: revision.digest,
    digest_kind: 'image_id',
    endpoint: 'http://127.0.0.1:7070/mcp/ses_0001',
    end_reason: null,
    error: null,
    ready_ms: 300,
    created_at: new Date().toISOString(),
    idle_expires_at: inMinutes(15),
    expires_at: inMinutes(30),
    ...more,
  };
}

export function aCall(more: Partial<CallSummary> = {}): CallSummary {
  return {
    call_id: 'call_0001',
    session_id: 'ses_0001',
    tool: 'echo',
    outcome: 'ok',
    result: { content: [{ type: 'text', text: 'hello' }] },
    request: {
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/call',
      params: { name: 'echo', arguments: { text: 'hello' } },
    },
    started_at: time,
    duration_ms: 1.5,
    ...more,
  };
}

export const tools = [
  {
    name: 'echo',
    description: 'Says what it is told.',
    inputSchema: {
      type: 'object',
      properties: { text: { type: 'string' } },
      required: ['text'],
    },
  },
  {
    name: 'wipe',
    description: 'Removes everything.',
    inputSchema: { type: 'object', properties: {} },
    annotations: { destructiveHint: true, openWorldHint: true },
  },
];
