// SPDX-License-Identifier: Apache-2.0
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleSlash,
  LoaderCircle,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { RunState, Server, Session, Step } from '@/api/client';
import { isActive } from '@/api/servers';
import { Badge, type Tone } from './basics';

type Look = { tone: Tone; icon: ReactNode; text: string };

const spinning = <LoaderCircle aria-hidden className="spinner" />;
const check = <CircleCheck aria-hidden />;
const alert = <CircleAlert aria-hidden />;
const slash = <CircleSlash aria-hidden />;
const dashed = <CircleDashed aria-hidden />;

const runLooks: Record<RunState, Look> = {
  queued: { tone: 'info', icon: dashed, text: 'queued' },
  running: { tone: 'info', icon: spinning, text: 'verifying' },
  cancelling: { tone: 'warn', icon: spinning, text: 'cancelling' },
  passed: { tone: 'good', icon: check, text: 'passed' },
  failed: { tone: 'bad', icon: alert, text: 'failed' },
  skipped: { tone: 'plain', icon: check, text: 'up to date' },
  cancelled: { tone: 'plain', icon: slash, text: 'cancelled' },
  timed_out: { tone: 'bad', icon: alert, text: 'timed out' },
  needs_configuration: { tone: 'warn', icon: alert, text: 'needs configuration' },
};

export function RunBadge({ state }: { state: RunState }) {
  return <Look {...(runLooks[state] ?? { tone: 'plain', icon: dashed, text: state })} />;
}

/** What stands in the catalogue: the verdict, and beside it what the last run is doing. */
export function ServerBadges({ server }: { server: Server }) {
  const run = server.last_run;
  const verified = server.current_revision !== null;
  return (
    <>
      {verified && <Look tone="good" icon={check} text="verified" />}
      {run && isActive(run.state) && <RunBadge state={run.state} />}
      {run && failedStates.has(run.state) && (
        <Look tone="bad" icon={alert} text={verified ? 're-verify failed' : 'failing'} />
      )}
      {!verified && !(run && (isActive(run.state) || failedStates.has(run.state))) && (
        <Look tone="plain" icon={dashed} text={server.status} />
      )}
    </>
  );
}

export const failedStates = new Set<RunState>(['failed', 'timed_out', 'needs_configuration']);

const sessionLooks: Record<Session['state'], Look> = {
  launching: { tone: 'info', icon: spinning, text: 'launching' },
  active: { tone: 'good', icon: <CircleDot aria-hidden />, text: 'active' },
  ending: { tone: 'warn', icon: spinning, text: 'ending' },
  ended: { tone: 'plain', icon: slash, text: 'ended' },
  failed: { tone: 'bad', icon: alert, text: 'failed' },
};

export function SessionBadge({ state }: { state: Session['state'] }) {
  return <Look {...sessionLooks[state]} />;
}

export function StepIcon({ state }: { state: Step['state'] }) {
  const icons: Record<Step['state'], ReactNode> = {
    pending: <CircleDashed aria-label="pending" className="text-soft" />,
    running: <LoaderCircle aria-label="running" className="spinner text-info" />,
    succeeded: <CircleCheck aria-label="succeeded" className="text-good" />,
    failed: <CircleAlert aria-label="failed" className="text-bad" />,
    skipped: <CircleSlash aria-label="skipped" className="text-soft" />,
  };
  return <span className="[&_svg]:size-4.5">{icons[state]}</span>;
}

function Look({ tone, icon, text }: Look) {
  return (
    <Badge tone={tone} icon={icon}>
      {text}
    </Badge>
  );
}
