// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { Square, Timer } from 'lucide-react';
import { useState } from 'react';
import type { Session } from '@/api/client';
import { useServer } from '@/api/servers';
import { isLive, useSessions, useStopSession } from '@/api/sessions';
import { Ago } from '@/components/Ago';
import { Button, Empty, PageHead, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';
import { SessionBadge } from '@/components/status';
import { Countdown } from '@/playground/SessionBar';
import { durationText } from '@/text/time';
import { visible } from '@/text/visible';

export function SessionsPage() {
  useTitle('Sessions');
  const { data, error, isPending, refetch } = useSessions();
  const [all, setAll] = useState(false);
  const items = data?.items ?? [];
  const live = items.filter(isLive);
  const shown = all ? items : live;
  return (
    <div data-testid="sessions-page">
      <PageHead title="Sessions">
        Each runs the verified image for whoever launched it, and ends by itself.
      </PageHead>
      {error && (
        <ErrorNotice
          error={error}
          heading="The sessions could not be read"
          onRetry={() => void refetch()}
        />
      )}
      {isPending && <Skeleton />}
      {data && live.length === 0 && !all && (
        <Empty
          icon={<Timer aria-hidden />}
          heading="No session is running"
          action={
            <Link to="/" className="link">
              Choose a server to try
            </Link>
          }
        />
      )}
      {shown.length > 0 && (
        <ul className="frame divide-y divide-line">
          {shown.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      )}
      {items.length > live.length && (
        <Button tone="quiet" className="mt-3" onClick={() => setAll(!all)}>
          {all ? 'Only those that run' : `Show ${items.length - live.length} that have ended`}
        </Button>
      )}
    </div>
  );
}

function SessionRow({ session }: { session: Session }) {
  const { data: server } = useServer(session.server_id);
  const stop = useStopSession();
  return (
    <li
      className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2.5"
      data-testid={`session-row-${session.id}`}
    >
      <span className="w-24">
        <SessionBadge state={session.state} />
      </span>
      <div className="min-w-0 flex-1 basis-60">
        <Link to="/mcps/playground" search={{ id: session.id }} className="link font-semibold">
          {server?.name ?? session.server_id}
        </Link>
        <p className="text-sm text-soft">
          launched <Ago stamp={session.created_at} />
          {session.ready_ms != null && `, ready after ${durationText(session.ready_ms)}`}
          {session.error && `, ${visible(session.error.message)}`}
        </p>
      </div>
      {session.state === 'active' && <Countdown session={session} />}
      {isLive(session) && (
        <Button
          icon={<Square aria-hidden className="size-4" />}
          busy={stop.isPending || session.state === 'ending'}
          onClick={() => stop.mutate(session.id)}
        >
          End Session
        </Button>
      )}
      {!isLive(session) && session.end_reason && (
        <span className="text-sm text-soft">{session.end_reason}</span>
      )}
    </li>
  );
}
