// SPDX-License-Identifier: Apache-2.0
import { type ReactNode, useMemo, useState } from 'react';
import type { Revision } from '@/api/client';
import { type Tool, useRevisionTools } from '@/api/servers';
import { Badge, Skeleton, type Tone } from '@/components/basics';
import { DiffView, diffOf } from '@/components/DiffView';
import { ErrorNotice } from '@/components/ErrorNotice';
import { printJson } from '@/json/print';
import { type ChangedTool, compareTools } from '@/schema/compare';
import { clipped, visible } from '@/text/visible';

type Props = { serverId: string; before: Revision; after: Revision };

/** Which tools one revision added, removed and changed against the one before it. */
export function ToolDifference({ serverId, before, after }: Props) {
  const old = useRevisionTools(serverId, before.id);
  const young = useRevisionTools(serverId, after.id);
  const error = old.error ?? young.error;
  if (error) return <ErrorNotice error={error} heading="The tools could not be read" />;
  if (old.isPending || young.isPending) return <Skeleton rows={2} />;
  if (!old.data || !young.data)
    return (
      <p className="text-soft">
        This daemon gives out the tools of its current revision only, so that it can be told that
        they changed, and not how.
      </p>
    );
  return <Difference before={old.data.tools} after={young.data.tools} />;
}

const shownMax = 200;

function Difference({ before, after }: { before: Tool[]; after: Tool[] }) {
  const { added, removed, changed, same } = useMemo(
    () => compareTools(before, after),
    [before, after],
  );
  const hidden = [added, removed, changed].reduce(
    (sum, { length }) => sum + Math.max(0, length - shownMax),
    0,
  );
  return (
    <div data-testid="tool-difference">
      <p className="mb-2 text-sm text-soft">
        {added.length} added, {removed.length} removed, {changed.length} changed, {same} the same
      </p>
      <ul className="flex flex-col gap-2">
        {removed.slice(0, shownMax).map((tool, index) => (
          <Entry key={`- ${index}`} tone="bad" word="removed" name={tool.name} />
        ))}
        {added.slice(0, shownMax).map((tool, index) => (
          <Entry key={`+ ${index}`} tone="good" word="added" name={tool.name}>
            <p className="text-soft">{visible(clipped(tool.description, 300))}</p>
          </Entry>
        ))}
        {changed.slice(0, shownMax).map((tool, index) => (
          <Changed key={`~ ${index}`} tool={tool} />
        ))}
      </ul>
      {hidden > 0 && <p className="mt-2 text-soft">{hidden} more are not shown here.</p>}
    </div>
  );
}

type EntryProps = { tone: Tone; word: string; name: string; children?: ReactNode };

function Entry({ tone, word, name, children }: EntryProps) {
  return (
    <li className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-baseline gap-x-3">
      <span>
        <Badge tone={tone}>{word}</Badge>
      </span>
      <div>
        <span className="font-mono text-sm font-semibold [overflow-wrap:anywhere]">
          {visible(clipped(name, 200))}
        </span>
        {children}
      </div>
    </li>
  );
}

function Changed({ tool }: { tool: ChangedTool }) {
  const [open, setOpen] = useState(false);
  return (
    <Entry tone="warn" word="changed" name={tool.name}>
      <ul>
        {tool.changes.slice(0, 20).map(({ text, name, breaks }) => (
          <li key={`${text} ${name}`} className="text-soft">
            {text}{' '}
            {name !== undefined && (
              <span className="font-mono text-sm text-ink">{visible(clipped(name, 100))}</span>
            )}{' '}
            {breaks && <Badge tone="bad">may break callers</Badge>}
          </li>
        ))}
        {tool.changes.length > 20 && (
          <li className="text-soft">and {tool.changes.length - 20} more changes</li>
        )}
      </ul>
      <details className="mt-1" onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary className="text-sm text-soft">Line by line</summary>
        {open && <Lines tool={tool} />}
      </details>
    </Entry>
  );
}

function Lines({ tool: { name, before, after } }: { tool: ChangedTool }) {
  const rows = useMemo(
    () => diffOf(printJson(before.whole, 2), printJson(after.whole, 2)),
    [before, after],
  );
  return (
    <div className="mt-2">
      <DiffView rows={rows} label={`Definition of ${clipped(visible(name), 100)}, compared`} />
    </div>
  );
}
