// SPDX-License-Identifier: Apache-2.0
import { ArrowDownToLine, Download, Search } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { follow } from '@/api/stream';
import { ansiSpans, withoutAnsi } from '@/text/ansi';
import { Button, classes } from './basics';
import { saveText } from './copy';
import { Rows } from './Rows';

export type LogState = { lines: string[]; state: 'open' | 'waiting' | 'ended' };

const linesMax = 200_000;

/** Follows a log; what arrives within a frame or so is shown together. */
export function useLog(path: string): LogState {
  const [log, setLog] = useState<LogState>({ lines: [], state: 'waiting' });
  useEffect(() => {
    const lines: string[] = [];
    let rest = '';
    let over = false;
    let planned: ReturnType<typeof setTimeout> | undefined;
    let state: LogState['state'] = 'waiting';
    const show = () => {
      planned ??= setTimeout(() => {
        planned = undefined;
        setLog({ lines: rest === '' ? lines.slice() : [...lines, rest], state });
      }, 80);
    };
    const stop = follow(`${path}?follow=true`, {
      onEvent: ({ type, data }) => {
        if (type === 'end') over = true;
        if (type === 'log') {
          const parts = (rest + textIn(data)).split('\n');
          rest = parts.pop() ?? '';
          for (const part of parts)
            if (lines.length < linesMax) lines.push(part.replace(/\r$/, ''));
        }
        show();
      },
      onState: (next) => {
        state = next;
        show();
      },
      isOver: () => over,
    });
    return () => {
      clearTimeout(planned);
      stop();
    };
  }, [path]);
  return log;
}

function textIn(data: string): string {
  try {
    const { text } = JSON.parse(data) as { text?: unknown };
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}

type Props = {
  log: LogState;
  name: string;
  line?: number | undefined;
  onLine?: (line: number) => void;
};

export function LogView({ log, name, line, onLine }: Props) {
  const [query, setQuery] = useState('');
  const [following, setFollowing] = useState(line === undefined);
  const [hit, setHit] = useState(0);
  const hits = useMemo(() => {
    const wanted = query.toLowerCase();
    if (wanted === '') return [];
    return log.lines.flatMap((text, index) =>
      withoutAnsi(text).toLowerCase().includes(wanted) ? [index] : [],
    );
  }, [log.lines, query]);
  const wantedRow =
    hits.length > 0 ? hits[hit % hits.length] : line === undefined ? undefined : line - 1;
  const hasRow = wantedRow !== undefined && wantedRow < log.lines.length;
  const reveal = useMemo(
    () => (hasRow && wantedRow !== undefined ? { index: wantedRow, at: hit } : undefined),
    [hasRow, wantedRow, hit],
  );
  return (
    <div className="frame flex min-w-0 flex-col overflow-hidden">
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
        <label className="relative grow basis-full sm:basis-40">
          <span className="sr-only">Search the log</span>
          <Search aria-hidden className="absolute top-2 left-2 size-4 text-soft" />
          <input
            className="input pl-8"
            placeholder="Search the log; Enter goes to the next"
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setHit(0);
              setFollowing(false);
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter')
                setHit((at) => at + (event.shiftKey ? hits.length - 1 : 1));
            }}
          />
        </label>
        {query !== '' && (
          <span role="status" className="text-sm text-soft">
            {hits.length === 0 ? 'nothing found' : `${(hit % hits.length) + 1} of ${hits.length}`}
          </span>
        )}
        <Button
          tone={following ? 'plain' : 'quiet'}
          aria-pressed={following}
          icon={<ArrowDownToLine aria-hidden className="size-4" />}
          onClick={() => setFollowing((was) => !was)}
        >
          Follow
        </Button>
        <Button
          tone="quiet"
          icon={<Download aria-hidden className="size-4" />}
          onClick={() => saveText(`${log.lines.join('\n')}\n`, `${name}.log`)}
        >
          Save
        </Button>
      </div>
      {log.lines.length === 0 ? (
        <Silence state={log.state} />
      ) : (
        <Rows
          count={log.lines.length}
          label="Log"
          className="h-96 grow bg-sunken py-1.5"
          follow={following && log.state !== 'ended'}
          reveal={reveal}
          onScrolledUp={() => setFollowing(false)}
          renderRow={(index) => (
            <LogRow
              key={index}
              index={index}
              text={log.lines[index] ?? ''}
              marked={index === wantedRow}
              onLine={onLine}
            />
          )}
        />
      )}
      <p role="status" className="border-t border-line px-3 py-1.5 text-sm text-soft">
        {log.lines.length} {log.lines.length === 1 ? 'line' : 'lines'}
        {log.state === 'open' && ', live'}
        {log.state === 'waiting' && log.lines.length > 0 && ', connecting again…'}
      </p>
    </div>
  );
}

/** Stands where lines will be; the frame keeps no empty height for them. */
function Silence({ state }: { state: LogState['state'] }) {
  return (
    <p className="grid min-h-32 grow place-items-center px-4 text-center text-soft">
      {state === 'ended'
        ? 'The log is empty.'
        : 'Nothing was written so far. Lines appear here as they come.'}
    </p>
  );
}

type RowProps = {
  index: number;
  text: string;
  marked: boolean;
  onLine?: ((line: number) => void) | undefined;
};

function LogRow({ index, text, marked, onLine }: RowProps) {
  return (
    <div className={classes('flex h-5 whitespace-pre', marked && 'bg-warn-wash')}>
      <button
        type="button"
        tabIndex={-1}
        aria-label={`Link to line ${index + 1}`}
        className="w-14 shrink-0 pr-3 text-right text-soft select-none hover:underline"
        onClick={() => onLine?.(index + 1)}
      >
        {index + 1}
      </button>
      <span>
        {ansiSpans(text).map((span, at) => (
          <span key={at} className={span.className || undefined}>
            {span.text}
          </span>
        ))}
      </span>
    </div>
  );
}
