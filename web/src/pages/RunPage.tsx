// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Play, Square } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Run, Step } from '@/api/client';
import { mendOf } from '@/api/errors';
import { isActive, useCancelRun, useEvents, useRun, useServer } from '@/api/servers';
import { Ago } from '@/components/Ago';
import { announce } from '@/components/announcer';
import { Button, classes, Facts, Mono, Notice, PageHead, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { Findings } from '@/components/Findings';
import { useNow, useTitle } from '@/components/hooks';
import { LogView, useLog } from '@/components/LogView';
import { RunBadge, StepIcon } from '@/components/status';
import { ansiSpans } from '@/text/ansi';
import { bytesText, durationText } from '@/text/time';
import { visible } from '@/text/visible';

export function RunPage() {
  const { id, runId } = useParams({ from: '/shell/servers/$id/verifications/$runId' });
  const { data: run, error, isPending, refetch } = useRun(runId);
  useEvents(`/api/v1/verifications/${runId}/events`, ['runs', runId], run?.ended === true);
  useSpokenEnd(run);
  const { data: server } = useServer(id);
  const name = server?.name ?? id;
  useTitle(`Verification of ${name}`);
  if (isPending) return <Skeleton rows={6} />;
  if (error)
    return (
      <ErrorNotice
        error={error}
        heading="The run could not be read"
        onRetry={() => void refetch()}
      />
    );
  return (
    <div data-testid="run-page" data-test-state={run.state}>
      <PageHead
        above={
          <Link to="/servers/$id" params={{ id }} className="link">
            {name}
          </Link>
        }
        title="Verification"
        badges={<RunBadge state={run.state} />}
        actions={<RunActions run={run} serverId={id} />}
      >
        <Ago stamp={run.created_at} />
        {run.force && ', rebuilding though nothing may have changed'}
        {run.only_step && `, only the step “${run.only_step}”`}
      </PageHead>
      <div className="flex flex-col gap-5">
        <Verdict run={run} />
        <div className="grid gap-5 lg:grid-cols-[22rem_minmax(0,1fr)]">
          <div className="flex flex-col gap-5">
            <Steps run={run} />
            <Evidence run={run} />
          </div>
          <RunLog runId={runId} />
        </div>
      </div>
    </div>
  );
}

function useSpokenEnd(run: Run | undefined): void {
  const before = useRef(run?.state);
  useEffect(() => {
    if (run && before.current && before.current !== run.state && !isActive(run.state))
      announce(`The verification ${run.state === 'passed' ? 'passed' : `ended: ${run.state}`}`);
    before.current = run?.state;
  }, [run]);
}

function RunActions({ run, serverId }: { run: Run; serverId: string }) {
  const cancel = useCancelRun(run.id);
  if (isActive(run.state))
    return (
      <Button
        tone="danger"
        icon={<Square aria-hidden className="size-4" />}
        busy={cancel.isPending || run.state === 'cancelling'}
        onClick={() => cancel.mutate()}
        data-testid="run-cancel-button"
      >
        Cancel
      </Button>
    );
  if (run.state !== 'passed' && run.state !== 'skipped') return null;
  return (
    <Link
      to="/mcps/playground"
      search={{ id: serverId }}
      className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-accent bg-accent px-3 font-medium text-accent-ink hover:opacity-90"
    >
      <Play aria-hidden className="size-4" />
      Try in Playground
    </Link>
  );
}

function Verdict({ run }: { run: Run }) {
  if (run.state === 'skipped')
    return (
      <Notice tone="info" heading="Up-to-date">
        {visible(run.message)}
      </Notice>
    );
  if (!run.error) return null;
  const broken = run.steps.find((step) => step.state === 'failed');
  const mend = mendOf(run.error.code);
  return (
    <Notice
      tone="bad"
      role="alert"
      heading={broken ? `The step “${broken.kind}” failed` : 'The run failed'}
    >
      <p className="[overflow-wrap:anywhere]" data-testid="run-cause">
        {visible(run.error.message)}
      </p>
      {mend && <p className="mt-1 text-soft">{mend}</p>}
      {broken?.log_tail && broken.log_tail.length > 0 && (
        <pre className="mt-2 max-h-60 overflow-auto rounded-md border border-line bg-sunken p-2 font-mono text-sm whitespace-pre-wrap">
          {broken.log_tail
            .map((line) =>
              ansiSpans(line)
                .map((span) => span.text)
                .join(''),
            )
            .join('\n')}
        </pre>
      )}
    </Notice>
  );
}

function Steps({ run }: { run: Run }) {
  return (
    <ol className="frame py-1.5" aria-label="Steps">
      {run.steps.map((step) => (
        <li
          key={step.kind}
          data-testid={`run-step-${step.kind}`}
          data-test-state={step.state}
          className={classes(
            'grid grid-cols-[1.25rem_6rem_minmax(0,1fr)_max-content] items-center gap-2 px-3 py-1',
            step.state === 'running' && 'bg-info-wash',
          )}
        >
          <StepIcon state={step.state} />
          <span className={classes('font-medium', step.state === 'pending' && 'text-soft')}>
            {step.kind}
          </span>
          <span className="truncate text-sm text-soft" title={step.detail}>
            {visible(step.detail)}
            {step.attempts > 1 && ` (attempt ${step.attempts})`}
          </span>
          <StepTime step={step} />
        </li>
      ))}
    </ol>
  );
}

function StepTime({ step }: { step: Step }) {
  const now = useNow(step.state === 'running' ? 250 : 60_000);
  const ms =
    step.duration_ms ??
    (step.state === 'running' && step.started_at
      ? Math.max(0, now - Date.parse(step.started_at))
      : null);
  if (ms === null || step.state === 'skipped') return <span />;
  return <span className="text-right font-mono text-sm text-soft">{durationText(ms)}</span>;
}

function Evidence({ run }: { run: Run }) {
  const seen = run.evidence;
  const rows: [string, React.ReactNode][] = [];
  if (seen.commit) rows.push(['Commit', <Mono key="c">{seen.commit.slice(0, 12)}</Mono>]);
  if (seen.digest) rows.push(['Image', <Mono key="d">{seen.digest.slice(0, 19)}…</Mono>]);
  if (seen.image_bytes) rows.push(['Size', bytesText(seen.image_bytes)]);
  if (seen.protocol) rows.push(['Protocol', `${seen.protocol.revision} (${seen.protocol.era})`]);
  if (seen.tools && seen.protocol) rows.push(['Tools', seen.tools]);
  if (rows.length === 0) return null;
  return (
    <section className="frame p-4" aria-label="Evidence">
      <h2 className="mb-2 font-semibold">Evidence</h2>
      <Facts rows={rows} />
      <Findings findings={seen.findings} />
    </section>
  );
}

function RunLog({ runId }: { runId: string }) {
  const { line } = useSearch({ from: '/shell/servers/$id/verifications/$runId' });
  const navigate = useNavigate({ from: '/servers/$id/verifications/$runId' });
  const log = useLog(`/api/v1/verifications/${runId}/logs`);
  return (
    <LogView
      log={log}
      name={runId}
      line={line}
      onLine={(next) => void navigate({ search: { line: next }, replace: true })}
    />
  );
}
