// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { BookOpen, Play, RefreshCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Server } from '@/api/client';
import { isActive, useRemoveServer, useServer, useServerTools, useVerify } from '@/api/servers';
import { Badge, Button, Empty, Notice, PageHead, Skeleton } from '@/components/basics';
import { Confirm } from '@/components/Dialog';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';
import { failedStates, ServerBadges } from '@/components/status';
import { Tabs } from '@/components/Tabs';
import { visible } from '@/text/visible';
import { ServerDocs } from './server/ServerDocs';
import { ServerOverview } from './server/ServerOverview';
import { ServerRuns } from './server/ServerRuns';
import { ServerTools } from './server/ServerTools';

export function ServerPage() {
  const { id } = useParams({ from: '/shell/servers/$id' });
  const { tab = 'overview' } = useSearch({ from: '/shell/servers/$id' });
  const navigate = useNavigate({ from: '/servers/$id' });
  const { data: server, error, isPending, refetch } = useServer(id);
  useTitle(server?.name ?? 'Server');
  if (isPending) return <Skeleton rows={6} />;
  if (error)
    return (
      <ErrorNotice
        error={error}
        heading="The server could not be read"
        onRetry={() => void refetch()}
      />
    );
  const revision = server.current_revision;
  const tabs = [
    { value: 'overview', label: 'Overview' },
    { value: 'tools', label: `Tools${revision ? ` (${revision.tools})` : ''}` },
    { value: 'docs', label: 'Docs' },
    { value: 'verifications', label: 'Verifications' },
  ];
  return (
    <div data-testid="server-page">
      <PageHead
        above={
          <Link to="/" className="link">
            Servers
          </Link>
        }
        title={server.name}
        badges={<ServerBadges server={server} />}
        actions={<ServerActions server={server} />}
      >
        <span className="font-mono text-sm [overflow-wrap:anywhere]">{visible(server.source)}</span>
      </PageHead>
      <LastRun server={server} />
      <Tabs
        tabs={tabs}
        value={tab}
        label="About this server"
        onChange={(next) => void navigate({ search: { tab: next }, replace: true })}
      >
        <ServerTab server={server} tab={tab} />
      </Tabs>
    </div>
  );
}

function ServerTab({ server, tab }: { server: Server; tab: string }) {
  const needsTools = tab === 'tools' || tab === 'docs';
  const verified = server.current_revision !== null;
  const tools = useServerTools(server.id, needsTools && verified);
  if (tab === 'verifications') return <ServerRuns server={server} />;
  if (!needsTools) return <ServerOverview server={server} />;
  if (!verified)
    return (
      <Empty icon={<BookOpen aria-hidden />} heading="Nothing is known yet">
        What this server offers is known once a verification has passed.
      </Empty>
    );
  if (tools.isPending) return <Skeleton rows={5} />;
  if (tools.error) return <ErrorNotice error={tools.error} heading="The tools could not be read" />;
  return tab === 'docs' ? (
    <ServerDocs server={server} tools={tools.data.tools} />
  ) : (
    <ServerTools server={server} tools={tools.data.tools} />
  );
}

/** A failed re-verify stands beside the revision that is still good. */
function LastRun({ server }: { server: Server }) {
  const run = server.last_run;
  if (!run) return null;
  const link = (
    <Link
      to="/servers/$id/verifications/$runId"
      params={{ id: server.id, runId: run.id }}
      className="link"
      data-testid="server-run-link"
    >
      {isActive(run.state) ? 'Watch it' : 'See what happened'}
    </Link>
  );
  if (isActive(run.state))
    return (
      <Notice tone="info" className="mb-5" heading="A verification is running" actions={link}>
        {server.current_revision
          ? 'What was verified before stays in use until it has passed.'
          : 'The server can be tried once it has passed.'}
      </Notice>
    );
  if (!failedStates.has(run.state)) return null;
  return (
    <Notice
      tone="bad"
      className="mb-5"
      heading={server.current_revision ? 'The last re-verify failed' : 'The verification failed'}
      actions={link}
    >
      <p className="[overflow-wrap:anywhere]">{visible(run.error?.message ?? run.state)}</p>
      {server.current_revision && (
        <p className="text-soft">
          The revision that was verified before still works and stays in use.
        </p>
      )}
    </Notice>
  );
}

function ServerActions({ server }: { server: Server }) {
  const [asking, setAsking] = useState<'verify' | 'remove'>();
  const verify = useVerify(server.id);
  const remove = useRemoveServer();
  const navigate = useNavigate();
  const running = isActive(server.last_run?.state);
  const upToDate = server.last_run?.state === 'skipped';
  const handleVerify = (force: boolean) =>
    verify.mutate(
      { force },
      {
        onSuccess: (run) => {
          setAsking(undefined);
          void navigate({
            to: '/servers/$id/verifications/$runId',
            params: { id: server.id, runId: run.id },
          });
        },
      },
    );
  return (
    <>
      {server.current_revision && (
        <>
          <Link
            to="/mcps/playground"
            search={{ id: server.id }}
            className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-accent bg-accent px-3 font-medium text-accent-ink hover:opacity-90"
            data-testid="server-playground-button"
          >
            <Play aria-hidden className="size-4" />
            Try in Playground
          </Link>
          <Link
            to="/servers/$id"
            params={{ id: server.id }}
            search={{ tab: 'docs' }}
            className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-edge bg-surface px-3 font-medium hover:bg-hover"
          >
            <BookOpen aria-hidden className="size-4" />
            View API Docs
          </Link>
        </>
      )}
      {upToDate && <Badge tone="good">Up-to-date</Badge>}
      <Button
        icon={<RefreshCw aria-hidden className="size-4" />}
        disabled={running}
        onClick={() => setAsking('verify')}
        data-testid="server-reverify-button"
      >
        {running ? 'Verifying…' : 'Re-verify'}
      </Button>
      {upToDate && (
        <Button busy={verify.isPending} onClick={() => handleVerify(true)}>
          Rebuild anyway
        </Button>
      )}
      <Button
        tone="danger"
        icon={<Trash2 aria-hidden className="size-4" />}
        onClick={() => setAsking('remove')}
        data-testid="server-remove-button"
      >
        Remove
      </Button>
      <Confirm
        open={asking === 'verify'}
        onClose={() => setAsking(undefined)}
        title={`Re-verify ${server.name}?`}
        description="The source is fetched again. When nothing has changed, nothing is built. What is verified now stays in use until a new verification has passed."
        action="Re-verify"
        busy={verify.isPending}
        onConfirm={() => handleVerify(false)}
      >
        {verify.error && <ErrorNotice error={verify.error} heading="It was not started" />}
      </Confirm>
      <Confirm
        open={asking === 'remove'}
        onClose={() => setAsking(undefined)}
        title={`Remove ${server.name}?`}
        description="Its sessions end, and its images, runs and calls are removed. This cannot be undone."
        action="Remove"
        danger
        busy={remove.isPending}
        onConfirm={() => remove.mutate(server.id, { onSuccess: () => void navigate({ to: '/' }) })}
      >
        {remove.error && <ErrorNotice error={remove.error} heading="It was not removed" />}
      </Confirm>
    </>
  );
}
