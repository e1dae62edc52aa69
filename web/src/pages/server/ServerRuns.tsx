// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Revision, Run, Server } from '@/api/client';
import { useRevisions, useRuns } from '@/api/servers';
import { Ago } from '@/components/Ago';
import { Badge, Mono, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { MoreButton } from '@/components/MoreButton';
import { RunBadge } from '@/components/status';
import { durationText } from '@/text/time';
import { visible } from '@/text/visible';
import { ToolDifference } from './ToolDifference';

export function ServerRuns({ server }: { server: Server }) {
  const runs = useRuns(server.id);
  const revisions = useRevisions(server.id);
  if (runs.isPending) return <Skeleton rows={4} />;
  if (runs.error) return <ErrorNotice error={runs.error} heading="The runs could not be read" />;
  return (
    <div className="flex flex-col gap-6">
      <section>
        <h2 className="mb-2 font-semibold">Runs</h2>
        <ul className="frame divide-y divide-line">
          {runs.items?.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </ul>
        <MoreButton more={runs.more} shown={runs.items?.length ?? 0} what="runs" />
      </section>
      <section>
        <Revisions server={server} revisions={revisions.items ?? []} />
        <MoreButton more={revisions.more} shown={revisions.items?.length ?? 0} what="revisions" />
      </section>
    </div>
  );
}

function RunRow({ run }: { run: Run }) {
  const took =
    run.started_at && run.ended_at ? Date.parse(run.ended_at) - Date.parse(run.started_at) : null;
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover">
      <span className="w-24 sm:w-36">
        <RunBadge state={run.state} />
      </span>
      <Link
        to="/servers/$id/verifications/$runId"
        params={{ id: run.server_id, runId: run.id }}
        className="font-medium after:absolute after:inset-0"
      >
        <Ago stamp={run.created_at} />
      </Link>
      <span className="order-last min-w-0 basis-full truncate text-soft empty:hidden sm:order-none sm:flex-1 sm:basis-0">
        {visible(run.error?.message ?? run.message)}
      </span>
      {took !== null && (
        <span className="ml-auto font-mono text-sm text-soft">{durationText(took)}</span>
      )}
    </li>
  );
}

/** Whether a revision changed what the server offers can be told by the hash of its tool list. */
function Revisions({ server, revisions }: { server: Server; revisions: Revision[] }) {
  if (revisions.length === 0) return null;
  return (
    <>
      <h2 className="mb-2 font-semibold">Revisions</h2>
      <ul className="frame divide-y divide-line">
        {revisions.map((revision, index) => (
          <RevisionRow
            key={revision.id}
            server={server}
            revision={revision}
            before={revisions[index + 1]}
          />
        ))}
      </ul>
    </>
  );
}

type RevisionProps = { server: Server; revision: Revision; before: Revision | undefined };

function RevisionRow({ server, revision, before }: RevisionProps) {
  const [open, setOpen] = useState(false);
  const changed = before !== undefined && before.tools_hash !== revision.tools_hash;
  return (
    <li className="px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <Mono>{revision.commit.slice(0, 12)}</Mono>
        <span className="text-soft">
          verified <Ago stamp={revision.verified_at} />
        </span>
        <span className="text-soft">{revision.tools} tools</span>
        {revision.id === server.current_revision?.id && <Badge tone="good">current</Badge>}
        {changed && (
          <>
            <ToolChange more={revision.tools - before.tools} />
            <button
              type="button"
              className="link text-sm sm:ml-auto"
              aria-expanded={open}
              onClick={() => setOpen(!open)}
            >
              {open ? 'Hide what changed' : 'What changed'}
            </button>
          </>
        )}
      </div>
      {changed && open && (
        <div className="mt-3">
          <ToolDifference serverId={server.id} before={before} after={revision} />
        </div>
      )}
    </li>
  );
}

function ToolChange({ more }: { more: number }) {
  const count = more === 0 ? '' : ` (${more > 0 ? '+' : ''}${more})`;
  return <Badge tone="warn">tools changed{count}</Badge>;
}
