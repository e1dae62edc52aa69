// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { Boxes, Play, Plus, Search } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import type { Server } from '@/api/client';
import { isActive, useServers } from '@/api/servers';
import { Ago } from '@/components/Ago';
import { Badge, Button, classes, Empty, PageHead, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useKeys, useTitle } from '@/components/hooks';
import { MoreButton } from '@/components/MoreButton';
import { failedStates, ServerBadges } from '@/components/status';
import { visible } from '@/text/visible';
import { AddServerDialog } from './AddServerDialog';

const facets: [name: string, holds: (server: Server) => boolean][] = [
  ['verified', (server) => server.current_revision !== null],
  ['verifying', (server) => isActive(server.last_run?.state)],
  ['failing', (server) => server.last_run !== null && failedStates.has(server.last_run.state)],
  ['unverified', (server) => server.current_revision === null],
];

export function CataloguePage() {
  useTitle('Servers');
  const search = useSearch({ from: '/shell/' });
  const navigate = useNavigate({ from: '/' });
  const { items, error, isPending, refetch, more } = useServers();
  const [adding, setAdding] = useState(false);
  const box = useRef<HTMLInputElement>(null);
  const keys = useMemo(() => ({ '/': () => box.current?.focus(), n: () => setAdding(true) }), []);
  useKeys(keys);
  const servers = items ?? [];
  const wanted = (search.q ?? '').toLowerCase();
  const found = servers.filter((server) =>
    `${server.name} ${server.source}`.toLowerCase().includes(wanted),
  );
  const facet = facets.find(([name]) => name === search.status);
  const shown = facet ? found.filter(facet[1]) : found;
  const add = (
    <Button
      tone="primary"
      icon={<Plus aria-hidden className="size-4" />}
      onClick={() => setAdding(true)}
      data-testid="server-add-button"
    >
      Add server
    </Button>
  );
  return (
    <div data-testid="catalogue-page">
      <PageHead title="Servers" actions={add}>
        MCP servers from their source to a verified image that you can try.
      </PageHead>
      {servers.length > 0 && (
        <div className="mb-4 flex flex-wrap items-center gap-2">
          <label className="relative w-full max-w-md">
            <span className="sr-only">Search servers</span>
            <Search aria-hidden className="absolute top-2 left-2 size-4 text-soft" />
            <input
              ref={box}
              className="input pl-8"
              placeholder="Search name or source"
              value={search.q ?? ''}
              data-testid="catalogue-search"
              onChange={(event) =>
                void navigate({
                  search: { ...search, q: event.target.value || undefined },
                  replace: true,
                })
              }
            />
          </label>
          <fieldset className="flex flex-wrap gap-1">
            <legend className="sr-only">Show only</legend>
            {facets.map(([name, holds]) => (
              <FacetButton
                key={name}
                name={name}
                count={`${found.filter(holds).length}${more.has ? '+' : ''}`}
                pressed={search.status === name}
                onPress={() =>
                  void navigate({
                    search: { ...search, status: search.status === name ? undefined : name },
                    replace: true,
                  })
                }
              />
            ))}
          </fieldset>
        </div>
      )}
      {error && (
        <ErrorNotice
          error={error}
          heading="The servers could not be read"
          onRetry={() => void refetch()}
        />
      )}
      {isPending && <Skeleton />}
      {items && servers.length === 0 && (
        <Empty icon={<Boxes aria-hidden />} heading="No servers yet" action={add}>
          Give the address of a Git repository that holds an MCP server and a Dockerfile. Toolshed
          builds it, starts it, lists its tools, and from then on you can try it here.
        </Empty>
      )}
      {servers.length > 0 && shown.length === 0 && (
        <Empty
          icon={<Search aria-hidden />}
          heading={more.has ? 'No server read so far matches' : 'No server matches'}
        >
          <Link to="/" className="link">
            Show all {servers.length}
            {more.has && ' read so far'}
          </Link>
        </Empty>
      )}
      {shown.length > 0 && <ServerList servers={shown} />}
      <MoreButton more={more} shown={servers.length} what="servers" />
      <AddServerDialog open={adding} onClose={() => setAdding(false)} />
    </div>
  );
}

type FacetProps = { name: string; count: string; pressed: boolean; onPress: () => void };

function FacetButton({ name, count, pressed, onPress }: FacetProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={classes(
        'min-h-8 rounded-md border px-1.5 text-sm sm:px-2.5 sm:text-base',
        pressed
          ? 'border-accent bg-accent-wash text-accent'
          : 'border-transparent text-soft hover:bg-hover',
      )}
    >
      {name} <span className="font-mono text-sm">{count}</span>
    </button>
  );
}

function ServerList({ servers }: { servers: Server[] }) {
  return (
    <ul className="frame divide-y divide-line" data-testid="server-list">
      {servers.map((server) => (
        <ServerRow key={server.id} server={server} />
      ))}
    </ul>
  );
}

function ServerRow({ server }: { server: Server }) {
  const revision = server.current_revision;
  return (
    <li
      className="relative flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3 first:rounded-t-lg last:rounded-b-lg hover:bg-hover"
      data-testid={`server-row-${server.name}`}
    >
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex flex-wrap items-center gap-2">
          <Link
            to="/servers/$id"
            params={{ id: server.id }}
            className="font-semibold after:absolute after:inset-0"
          >
            {server.name}
          </Link>
          <ServerBadges server={server} />
        </div>
        <p className="truncate font-mono text-sm text-soft" title={server.source}>
          {visible(server.source)}
        </p>
      </div>
      <div className="flex grow items-center gap-4 text-sm text-soft sm:grow-0">
        {revision && (
          <>
            <Badge className="max-sm:hidden">{revision.protocol.revision}</Badge>
            <span>
              {revision.tools} {revision.tools === 1 ? 'tool' : 'tools'}
            </span>
            <span className="sm:w-28 sm:text-right">
              verified <Ago stamp={revision.verified_at} />
            </span>
          </>
        )}
      </div>
      {revision && (
        <Link
          to="/mcps/playground"
          search={{ id: server.id }}
          aria-label={`Try ${server.name} in Playground`}
          className="relative inline-flex min-h-8 items-center gap-1.5 rounded-md border border-edge bg-surface px-3 font-medium hover:bg-hover"
        >
          <Play aria-hidden className="size-4" />
          Try
        </Link>
      )}
    </li>
  );
}
