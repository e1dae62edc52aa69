// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { Spinner } from '@/components/basics';
import { useNow } from '@/components/hooks';
import { OutcomeBadge } from '@/pages/history/CallTable';
import { durationText } from '@/text/time';
import type { Outcome } from './ResultPanel';

type Props = { startedAt: number | undefined; isPending: boolean; outcome: Outcome | undefined };

/** When it was sent, how long it took, and where it is kept; times stand here and not in the result. */
export function Timeline({ startedAt, isPending, outcome }: Props) {
  if (isPending && startedAt !== undefined) return <Pending startedAt={startedAt} />;
  if (!outcome)
    return (
      <div className="grid min-h-40 place-items-center rounded-lg border border-dashed border-edge p-6 text-soft">
        The result appears here.
      </div>
    );
  const call = outcome.answer?.call;
  return (
    <p
      className="mb-2 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 text-sm text-soft"
      data-testid="mcp-playground-timeline"
    >
      {startedAt !== undefined && <span>sent {new Date(startedAt).toLocaleTimeString()}</span>}
      {call ? (
        <>
          <OutcomeBadge outcome={call.outcome} />
          <span title="Inside the daemon, and as seen from this page">
            took {durationText(call.durationMs)}, {durationText(outcome.tookMs)} with the way there
          </span>
          <Link to="/history/$callId" params={{ callId: call.id }} className="link ml-auto">
            Permalink
          </Link>
        </>
      ) : (
        <span>took {durationText(outcome.tookMs)}</span>
      )}
    </p>
  );
}

function Pending({ startedAt }: { startedAt: number }) {
  useNow(100);
  return (
    <p role="status" className="mb-2 flex min-h-8 items-center gap-2 text-info">
      <Spinner /> waiting for the answer
      <span aria-hidden className="font-mono text-sm">
        {durationText(Math.max(0, Date.now() - startedAt))}
      </span>
    </p>
  );
}
