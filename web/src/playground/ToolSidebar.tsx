// SPDX-License-Identifier: Apache-2.0
import { RefreshCw, Search } from 'lucide-react';
import { type KeyboardEvent, memo, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { Tool } from '@/api/servers';
import { Ago } from '@/components/Ago';
import { classes, IconButton } from '@/components/basics';
import { useKeys } from '@/components/hooks';
import { clipped, visible } from '@/text/visible';
import type { Target } from './target';

type Props = { target: Target; selected: string | undefined; onSelect: (name: string) => void };

export function ToolSidebar({ target, selected, onSelect }: Props) {
  const [filter, setFilter] = useState('');
  const wanted = useDeferredValue(filter.toLowerCase());
  const box = useRef<HTMLInputElement>(null);
  const keys = useMemo(() => ({ '/': () => box.current?.focus() }), []);
  useKeys(keys);
  const tools = target.tools ?? [];
  const found = useMemo(
    () =>
      tools.filter((tool) =>
        `${tool.name} ${tool.title ?? ''} ${tool.description}`.toLowerCase().includes(wanted),
      ),
    [tools, wanted],
  );
  return (
    <aside
      className="frame flex max-h-72 flex-col self-start lg:max-h-[calc(100vh-8rem)] lg:sticky lg:top-18"
      data-testid="mcp-playground-tool-sidebar"
      aria-label="Tools"
    >
      <div className="flex items-center justify-between border-b border-line py-1 pr-1 pl-3">
        <p className="text-sm text-soft">
          {tools.length} {tools.length === 1 ? 'tool' : 'tools'}
          {target.refreshedAt && (
            <>
              , read <Ago stamp={target.refreshedAt} data-testid="mcp-playground-last-refreshed" />
            </>
          )}
        </p>
        <IconButton
          label="Refresh the tools"
          icon={<RefreshCw aria-hidden className="size-4" />}
          busy={target.isRefreshing}
          disabled={!target.handleRefresh}
          onClick={target.handleRefresh}
          data-testid="mcp-playground-refresh-button"
        />
      </div>
      {tools.length > 6 && (
        <label className="relative m-2 block">
          <span className="sr-only">Filter the tools</span>
          <Search aria-hidden className="absolute top-2 left-2 size-4 text-soft" />
          <input
            ref={box}
            className="input pl-8"
            placeholder="Filter"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
        </label>
      )}
      <ToolList tools={found} allowed={target.allowed} selected={selected} onSelect={onSelect} />
      {tools.length > 0 && found.length === 0 && (
        <p className="px-3 pb-3 text-soft">No tool matches.</p>
      )}
    </aside>
  );
}

type ListProps = {
  tools: Tool[];
  allowed: Set<string> | undefined;
  selected: string | undefined;
  onSelect: (name: string) => void;
};

/** One stop for the Tab key; the arrows move within. */
const ToolList = memo(function ToolList({ tools, allowed, selected, onSelect }: ListProps) {
  const list = useRef<HTMLUListElement>(null);
  const stop = tools.some(({ name }) => name === selected) ? selected : tools[0]?.name;
  const handleKey = (event: KeyboardEvent) => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, next))]?.focus();
  };
  return (
    <ul
      ref={list}
      className="min-h-0 overflow-y-auto p-1.5"
      data-testid="mcp-playground-tool-list"
      onKeyDown={handleKey}
    >
      {tools.map((tool, index) => (
        <ToolItem
          key={`${index} ${tool.name}`}
          tool={tool}
          isMuted={allowed !== undefined && !allowed.has(tool.name)}
          isSelected={tool.name === selected}
          isStop={tool.name === stop}
          onSelect={onSelect}
        />
      ))}
    </ul>
  );
});

type ItemProps = {
  tool: Tool;
  isMuted: boolean;
  isSelected: boolean;
  isStop: boolean;
  onSelect: (name: string) => void;
};

const ToolItem = memo(function ToolItem({
  tool,
  isMuted,
  isSelected,
  isStop,
  onSelect,
}: ItemProps) {
  const note = isMuted ? 'not allowed' : visible(clipped(tool.title ?? tool.description, 120));
  return (
    <li className="[contain-intrinsic-size:auto_44px] [content-visibility:auto]">
      <button
        type="button"
        tabIndex={isStop ? 0 : -1}
        aria-current={isSelected || undefined}
        data-testid={`mcp-playground-tool-${tool.name}`}
        data-test-state={isMuted ? 'muted' : 'allowed'}
        className={classes(
          'block w-full rounded-md px-2 py-1 text-left',
          isSelected ? 'bg-accent-wash text-accent' : 'hover:bg-hover',
          isMuted && !isSelected && 'text-soft italic',
        )}
        onClick={() => onSelect(tool.name)}
      >
        <span className="block truncate font-mono text-sm font-medium">
          {visible(clipped(tool.name, 120))}
        </span>
        {note !== '' && <span className="block truncate text-xs text-soft">{note}</span>}
      </button>
    </li>
  );
});
