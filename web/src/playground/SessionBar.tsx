// SPDX-License-Identifier: Apache-2.0
import { Plug, Rocket, Square, TimerReset } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Session } from '@/api/client';
import { useRenewSession, useStartSession, useStopSession } from '@/api/sessions';
import { announce } from '@/components/announcer';
import { Button, Notice, Spinner } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useNow } from '@/components/hooks';
import { SessionBadge } from '@/components/status';
import { countdownText, durationText } from '@/text/time';
import { visible } from '@/text/visible';
import { ConnectDialog } from './ConnectDialog';
import type { Target } from './target';

type Props = { target: Target; onSession: (id: string) => void };

export function SessionBar({ target, onSession }: Props) {
  const { session, server } = target;
  if (target.kind === 'mcp') return null;
  if (!session) return <Launch target={target} onSession={onSession} />;
  if (session.state === 'launching') return <Launching session={session} />;
  if (session.state === 'ended' || session.state === 'failed')
    return <Ended session={session} serverId={server?.id} onSession={onSession} />;
  return <Running session={session} />;
}

function useLaunch(onSession: (id: string) => void) {
  const start = useStartSession();
  const handleLaunch = (serverId: string) =>
    start.mutate(serverId, { onSuccess: (session) => onSession(session.id) });
  return { start, handleLaunch };
}

/** Nothing is launched because a page was opened. */
function Launch({ target, onSession }: Props) {
  const { start, handleLaunch } = useLaunch(onSession);
  const { server } = target;
  if (!server) return null;
  if (!server.current_revision)
    return (
      <Notice
        tone="warn"
        className="mb-4"
        heading="Not verified yet"
        data-testid="playground-not-verified"
      >
        A session starts from a verified image. Verify the server first.
      </Notice>
    );
  return (
    <div className="mb-4 flex flex-col gap-3">
      <Notice
        tone="accent"
        heading="No session is running"
        actions={
          <Button
            tone="primary"
            icon={<Rocket aria-hidden className="size-4" />}
            busy={start.isPending}
            onClick={() => handleLaunch(server.id)}
            data-testid="session-launch-button"
          >
            Launch
          </Button>
        }
      >
        Launching starts the verified image for you alone. It ends by itself when you stop using it.
      </Notice>
      {start.error && <ErrorNotice error={start.error} heading="It was not launched" />}
    </div>
  );
}

function Launching({ session }: { session: Session }) {
  const now = useNow(200);
  const waited = Math.max(0, now - Date.parse(session.created_at));
  return (
    <div role="status" className="mb-4" data-testid="session-launching">
      <Notice tone="info" heading="Starting server…">
        <span className="inline-flex items-center gap-2">
          <Spinner /> Launching container, please wait…{' '}
          <span aria-hidden>{durationText(waited)}</span>
        </span>
      </Notice>
    </div>
  );
}

const endings: Record<string, string> = {
  user: 'It was ended by request.',
  idle: 'Nobody had used it for a while.',
  expired: 'Its time was over.',
  crashed: 'The server ended by itself.',
  evicted: 'It had to make room.',
};

type EndedProps = {
  session: Session;
  serverId: string | undefined;
  onSession: (id: string) => void;
};

function Ended({ session, serverId, onSession }: EndedProps) {
  const { start, handleLaunch } = useLaunch(onSession);
  const failed = session.state === 'failed';
  const reason = session.error?.message ?? endings[session.end_reason ?? ''] ?? '';
  return (
    <div className="mb-4 flex flex-col gap-3">
      <Notice
        tone={failed || session.end_reason === 'crashed' ? 'bad' : 'plain'}
        heading={failed ? 'The session could not be started' : 'Session ended'}
        data-testid="session-ended"
        actions={
          serverId && (
            <Button
              tone="primary"
              icon={<Rocket aria-hidden className="size-4" />}
              busy={start.isPending}
              onClick={() => handleLaunch(serverId)}
              data-testid="session-relaunch-button"
            >
              Launch again
            </Button>
          )
        }
      >
        {visible(reason)} What you filled in and the calls below stay.
      </Notice>
      {start.error && <ErrorNotice error={start.error} heading="It was not launched" />}
    </div>
  );
}

function Running({ session }: { session: Session }) {
  const [connecting, setConnecting] = useState(false);
  const renew = useRenewSession(session.id);
  const stop = useStopSession();
  const handleExtend = () => renew.mutate(undefined, { onSuccess: () => announce('Extended') });
  return (
    <div
      className="frame mb-4 flex flex-wrap items-center gap-x-4 gap-y-2 px-3 py-2"
      data-testid="session-bar"
    >
      <SessionBadge state={session.state} />
      <Countdown session={session} />
      <div className="-ml-3 flex flex-wrap gap-1 sm:ml-auto sm:gap-2">
        <Button
          tone="quiet"
          icon={<Plug aria-hidden className="size-4" />}
          onClick={() => setConnecting(true)}
        >
          Connect
        </Button>
        <Button
          tone="quiet"
          icon={<TimerReset aria-hidden className="size-4" />}
          busy={renew.isPending}
          onClick={handleExtend}
          data-testid="session-extend-button"
        >
          Extend
        </Button>
        <Button
          icon={<Square aria-hidden className="size-4" />}
          busy={stop.isPending || session.state === 'ending'}
          onClick={() => stop.mutate(session.id)}
          data-testid="session-end-button"
        >
          End Session
        </Button>
      </div>
      {(stop.error ?? renew.error) && <ErrorNotice error={stop.error ?? renew.error} />}
      <ConnectDialog session={session} open={connecting} onClose={() => setConnecting(false)} />
    </div>
  );
}

const warnings = [5 * 60_000, 60_000];

/** Counts down to what comes first, the idle or the absolute limit, and says so in good time. */
export function Countdown({ session }: { session: Session }) {
  const now = useNow(1_000);
  const idle = Date.parse(session.idle_expires_at);
  const last = Date.parse(session.expires_at);
  const left = Math.max(0, Math.min(idle, last) - now);
  const before = useRef(left);
  useEffect(() => {
    const passed = warnings.find((at) => before.current > at && left <= at);
    if (passed) announce(`This session ends in ${passed / 60_000} minutes`, true);
    before.current = left;
  }, [left]);
  const isShort = left <= 60_000;
  return (
    <p className="text-sm text-soft">
      {idle < last ? 'ends when unused in ' : 'ends in '}
      <span
        className={isShort ? 'font-mono font-semibold text-bad' : 'font-mono text-ink'}
        data-testid="session-countdown"
      >
        {countdownText(left)}
      </span>
      {idle < last && <>, at the latest in {countdownText(Math.max(0, last - now))}</>}
    </p>
  );
}
