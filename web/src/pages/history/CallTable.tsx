// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import type { CallSummary } from '@/api/client';
import { Ago } from '@/components/Ago';
import { Badge, type Tone } from '@/components/basics';
import { durationText } from '@/text/time';
import { clipped, visible } from '@/text/visible';

export function OutcomeBadge({ outcome }: { outcome: CallSummary['outcome'] }) {
  const tone: Tone = outcome === 'ok' ? 'good' : 'bad';
  return <Badge tone={tone}>{outcome.replace('_', ' ')}</Badge>;
}

type Props = {
  calls: CallSummary[];
  /** Where a call can be edited and made again. */
  sessionId?: string;
  picked?: string[];
  onPick?: (id: string) => void;
};

export function CallTable({ calls, sessionId, picked, onPick }: Props) {
  return (
    <div className="frame relative overflow-x-auto">
      <table className="w-full text-left" data-testid="call-table">
        <thead className="text-sm text-soft">
          <tr className="border-b border-line">
            {onPick && (
              <th className="w-0 py-2 pl-3 sm:pl-4">
                <span className="sr-only">Compare</span>
              </th>
            )}
            <th className="px-2 sm:px-4 py-2 font-medium">Tool</th>
            <th className="px-2 sm:px-4 py-2 font-medium">Outcome</th>
            <th className="px-2 sm:px-4 py-2 font-medium">When</th>
            <th className="px-2 sm:px-4 py-2 text-right font-medium">Took</th>
            {sessionId && (
              <th className="px-2 sm:px-4 py-2">
                <span className="sr-only">Again</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {calls.map((call) => (
            <tr key={call.call_id} className="hover:bg-hover">
              {onPick && (
                <td className="py-1.5 pl-3 sm:pl-4">
                  <input
                    type="checkbox"
                    aria-label={`Compare the call of ${call.tool}`}
                    className="block size-4 accent-accent"
                    checked={picked?.includes(call.call_id)}
                    onChange={() => onPick(call.call_id)}
                  />
                </td>
              )}
              <td className="px-2 sm:px-4 py-1.5">
                <Link
                  to="/history/$callId"
                  params={{ callId: call.call_id }}
                  className="link font-mono text-sm"
                >
                  {visible(clipped(call.tool, 80))}
                </Link>
              </td>
              <td className="px-2 sm:px-4 py-1.5">
                <OutcomeBadge outcome={call.outcome} />
              </td>
              <td className="px-2 sm:px-4 py-1.5 whitespace-nowrap text-soft">
                <Ago stamp={call.started_at} />
              </td>
              <td className="px-2 sm:px-4 py-1.5 text-right font-mono text-sm whitespace-nowrap text-soft">
                {durationText(call.duration_ms)}
              </td>
              {sessionId && (
                <td className="px-2 sm:px-4 py-1.5 text-right">
                  <Link
                    to="/mcps/playground"
                    search={{ id: sessionId, tool: call.tool, from: call.call_id }}
                    className="link text-sm whitespace-nowrap"
                  >
                    Edit and call again
                  </Link>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
