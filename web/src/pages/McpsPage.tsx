// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate } from '@tanstack/react-router';
import { Play, Plug } from 'lucide-react';
import { ApiError } from '@/api/errors';
import { type Mcp, useMcps } from '@/api/mcps';
import { Badge, Empty, IconButton, PageHead, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';
import { visible } from '@/text/visible';

export function McpsPage() {
  useTitle('MCP Servers');
  const { data, error, isPending } = useMcps();
  const isMissing = error instanceof ApiError && error.code === 'no_route';
  return (
    <div data-testid="mcps-page">
      <PageHead title="MCP Servers">
        Long-lived servers with a name and a list of allowed tools.
      </PageHead>
      {isPending && <Skeleton />}
      {error && !isMissing && <ErrorNotice error={error} heading="The list could not be read" />}
      {(isMissing || data?.length === 0) && (
        <Empty
          icon={<Plug aria-hidden />}
          heading={isMissing ? 'This daemon runs sessions only' : 'None yet'}
          action={
            <Link to="/" className="link">
              Try a server in a session
            </Link>
          }
        />
      )}
      {data && data.length > 0 && (
        <ul className="frame divide-y divide-line">
          {data.map((mcp) => (
            <McpRow key={mcp.id} mcp={mcp} />
          ))}
        </ul>
      )}
    </div>
  );
}

function McpRow({ mcp }: { mcp: Mcp }) {
  const navigate = useNavigate();
  return (
    <li
      className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5"
      data-testid={`mcp-row-${mcp.id}`}
    >
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold">{visible(mcp.name)}</span>
          {!mcp.enabled && <Badge tone="warn">disabled</Badge>}
        </p>
        <p className="truncate font-mono text-sm text-soft">{visible(mcp.url)}</p>
      </div>
      <span className="text-soft">{mcp.tools.length} tools</span>
      <IconButton
        label={`Playground ${mcp.name}`}
        icon={<Play aria-hidden className="size-4" />}
        onClick={() => void navigate({ to: '/mcps/playground', search: { id: mcp.id } })}
        data-testid={`mcp-playground-button-${mcp.id}`}
      />
    </li>
  );
}
