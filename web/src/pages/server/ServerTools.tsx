// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Server } from '@/api/client';
import type { Tool } from '@/api/servers';
import { JsonView } from '@/components/JsonView';
import { ToolBadges } from '@/components/ToolBadges';
import { clipped, visible } from '@/text/visible';

const shownMax = 300;

export function ServerTools({ server, tools }: { server: Server; tools: Tool[] }) {
  const [filter, setFilter] = useState('');
  const wanted = filter.toLowerCase();
  const found = tools.filter((tool) =>
    `${tool.name} ${tool.description}`.toLowerCase().includes(wanted),
  );
  if (tools.length === 0) return <p className="text-soft">This server offers no tools.</p>;
  return (
    <>
      {tools.length > 5 && (
        <input
          className="input mb-3 max-w-md"
          aria-label="Filter the tools"
          placeholder="Filter the tools"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      <ul className="frame divide-y divide-line">
        {found.slice(0, shownMax).map((tool, index) => (
          <ToolRow key={`${index} ${tool.name}`} server={server} tool={tool} />
        ))}
      </ul>
      {found.length > shownMax && (
        <p className="mt-2 text-soft">{found.length - shownMax} more; filter to see them.</p>
      )}
    </>
  );
}

function ToolRow({ server, tool }: { server: Server; tool: Tool }) {
  const [open, setOpen] = useState(false);
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-mono text-sm font-semibold [overflow-wrap:anywhere]">
          {visible(clipped(tool.name, 200))}
        </span>
        <ToolBadges tool={tool} />
        <Link
          to="/mcps/playground"
          search={{ id: server.id, tool: tool.name }}
          className="link ml-auto text-sm"
        >
          Try it
        </Link>
      </div>
      <p className="mt-0.5 whitespace-pre-wrap text-soft">
        {visible(clipped(tool.description, 2_000))}
      </p>
      <details className="mt-1" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="text-sm text-soft">As the server sent it</summary>
        {open && (
          <JsonView
            value={tool.whole}
            label={`Definition of ${tool.name}`}
            className="mt-2 max-h-96"
          />
        )}
      </details>
    </li>
  );
}
