// SPDX-License-Identifier: Apache-2.0
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { ArrowLeft, Hammer } from 'lucide-react';
import { useEffect } from 'react';
import { argumentsOf, useCall } from '@/api/calls';
import { AppInitializer } from '@/components/AppInitializer';
import { Empty, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';
import { ExecutionArea } from '@/playground/ExecutionArea';
import { SessionBar } from '@/playground/SessionBar';
import { SessionDetails } from '@/playground/SessionDetails';
import { ToolSidebar } from '@/playground/ToolSidebar';
import { type Target, useTarget } from '@/playground/target';
import { visible } from '@/text/visible';

export function McpPlaygroundPage() {
  return (
    <AppInitializer authenticated allowedStatus="ready">
      <McpPlaygroundContent />
    </AppInitializer>
  );
}

export function McpPlaygroundContent() {
  const { id, tool, from } = useSearch({ from: '/shell/mcps/playground' });
  const navigate = useNavigate({ from: '/mcps/playground' });
  const target = useTarget(id);
  useTitle(`${target.name || 'MCP'} - Playground`);
  const call = useCall(from);
  const first = target.tools?.[0]?.name;
  const selectable = target.tools?.some(({ name }) => name === tool);
  useEffect(() => {
    // With one tool there is nothing to choose.
    if (tool === undefined && first !== undefined && target.tools?.length === 1)
      void navigate({ search: { id, tool: first, from }, replace: true });
  }, [tool, first, target.tools, id, from, navigate]);
  if (id === '') return <NothingChosen />;
  if (target.isPending || (from !== undefined && call.isPending))
    return <Skeleton rows={6} data-testid="mcp-playground-loading" />;
  if (target.error)
    return <ErrorNotice error={target.error} heading="This cannot be opened in the playground" />;
  const preset = call.data?.tool === tool && call.data ? argumentsOf(call.data) : undefined;
  return (
    <div data-testid="mcp-playground-page">
      <Head target={target} />
      <SessionBar
        target={target}
        onSession={(next) => void navigate({ search: { id: next, tool }, replace: true })}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-[17rem_minmax(0,1fr)]">
        <ToolSidebar
          target={target}
          selected={tool}
          onSelect={(next) => void navigate({ search: { id, tool: next }, replace: true })}
        />
        <div className="min-w-0">
          {selectable ? (
            <ExecutionArea
              target={target}
              toolName={tool ?? ''}
              preset={preset}
              presetFrom={from}
            />
          ) : (
            <ChooseTool target={target} missing={tool} />
          )}
        </div>
      </div>
      {target.session && <SessionDetails session={target.session} />}
    </div>
  );
}

function Head({ target }: { target: Target }) {
  const back = 'inline-flex size-8 items-center justify-center rounded-md hover:bg-hover';
  const icon = <ArrowLeft aria-hidden className="size-4" />;
  return (
    <div className="mb-4 flex items-center gap-2">
      {target.server ? (
        <Link
          to="/servers/$id"
          params={{ id: target.server.id }}
          className={back}
          aria-label={`Back to ${target.server.name}`}
          data-testid="mcp-playground-back-button"
        >
          {icon}
        </Link>
      ) : (
        <Link
          to="/mcps"
          className={back}
          aria-label="Back to MCP Servers"
          data-testid="mcp-playground-back-button"
        >
          {icon}
        </Link>
      )}
      <h1 className="min-w-0 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
        {visible(target.name)} - Playground
      </h1>
    </div>
  );
}

function ChooseTool({ target, missing }: { target: Target; missing: string | undefined }) {
  if (target.toolsError)
    return <ErrorNotice error={target.toolsError} heading="The tools could not be read" />;
  if (target.tools === undefined) return <Skeleton rows={4} />;
  if (target.tools.length === 0)
    return (
      <Empty icon={<Hammer aria-hidden />} heading="No tools">
        This server lists no tools.
      </Empty>
    );
  return (
    <Empty
      icon={<Hammer aria-hidden />}
      heading={missing ? 'This tool is not listed' : 'Choose a tool'}
    >
      {missing
        ? `“${visible(missing)}” is not among the tools of this server.`
        : 'Its parameters become a form here.'}
    </Empty>
  );
}

function NothingChosen() {
  return (
    <>
      <h1 className="mb-4 text-xl font-semibold tracking-tight">Playground</h1>
      <Empty
        icon={<Hammer aria-hidden />}
        heading="Nothing to try yet"
        action={
          <Link to="/" className="link">
            Choose a server
          </Link>
        }
      >
        The playground opens from a server or a session.
      </Empty>
    </>
  );
}
