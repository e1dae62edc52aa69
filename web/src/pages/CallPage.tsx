// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { PencilLine, RotateCcw } from 'lucide-react';
import { argumentsOf, type Call, useCall, useExecuteMcpTool } from '@/api/calls';
import { isLive, useLiveSession, useSession } from '@/api/sessions';
import { Ago } from '@/components/Ago';
import { Button, PageHead, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';
import { object } from '@/json/tree';
import { ResultPanel } from '@/playground/ResultPanel';
import { durationText } from '@/text/time';
import { clipped, visible } from '@/text/visible';
import { OutcomeBadge } from './history/CallTable';

export function CallPage() {
  const { callId } = useParams({ from: '/shell/history/$callId' });
  const { data: call, error, isPending } = useCall(callId);
  useTitle(call ? `Call of ${call.tool}` : 'Call');
  if (isPending) return <Skeleton rows={6} />;
  if (error) return <ErrorNotice error={error} heading="The call could not be read" />;
  const sent = { tool: call.tool, params: argumentsOf(call) ?? object() };
  return (
    <div data-testid="call-page">
      <PageHead
        above={
          <Link to="/history" className="link">
            History
          </Link>
        }
        title={<span className="font-mono">{visible(clipped(call.tool, 200))}</span>}
        badges={<OutcomeBadge outcome={call.outcome} />}
        actions={<Again call={call} />}
      >
        <Ago stamp={call.startedAt} />, took {durationText(call.durationMs)}
      </PageHead>
      <ResultPanel
        outcome={{
          state: call.outcome === 'ok' ? 'success' : 'error',
          sent,
          answer: { response: call.whole, call, result: call.result },
          tookMs: call.durationMs,
        }}
        tool={undefined}
      />
    </div>
  );
}

/** In the session of the call, or if that has ended in a running one of the same server. */
function Again({ call }: { call: Call }) {
  const { data: session } = useSession(call.sessionId);
  const { data: live } = useLiveSession(session?.server_id);
  const navigate = useNavigate();
  const execute = useExecuteMcpTool({
    onSuccess: (answer) => {
      if (answer.call)
        void navigate({ to: '/history/$callId', params: { callId: answer.call.id } });
    },
  });
  const place = session && isLive(session) ? session.id : live?.id;
  const id = place ?? session?.server_id;
  return (
    <>
      {id && (
        <Link
          to="/mcps/playground"
          search={{ id, tool: call.tool, from: call.id }}
          className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-edge bg-surface px-3 font-medium hover:bg-hover"
        >
          <PencilLine aria-hidden className="size-4" />
          Edit and call again
        </Link>
      )}
      <Button
        icon={<RotateCcw aria-hidden className="size-4" />}
        busy={execute.isPending}
        disabled={!place}
        title={place ? undefined : 'No session of this server is running'}
        onClick={() =>
          execute.mutate({
            id: place ?? '',
            toolName: call.tool,
            params: argumentsOf(call) ?? object(),
          })
        }
      >
        Call again
      </Button>
      {execute.error && <ErrorNotice error={execute.error} />}
    </>
  );
}
