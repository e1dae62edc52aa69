// SPDX-License-Identifier: Apache-2.0
import { Link } from '@tanstack/react-router';
import { GitCompare, History } from 'lucide-react';
import { useState } from 'react';
import { useCalls } from '@/api/calls';
import { Empty, PageHead, Skeleton } from '@/components/basics';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';
import { MoreButton } from '@/components/MoreButton';
import { CallTable } from './history/CallTable';

export function HistoryPage() {
  useTitle('History');
  const { items, error, isPending, refetch, more } = useCalls();
  const [picked, setPicked] = useState<string[]>([]);
  const [filter, setFilter] = useState('');
  const handlePick = (id: string) =>
    setPicked((was) =>
      was.includes(id) ? was.filter((other) => other !== id) : [...was, id].slice(-2),
    );
  const wanted = filter.toLowerCase();
  const shown = (items ?? []).filter((call) =>
    `${call.tool} ${call.outcome}`.toLowerCase().includes(wanted),
  );
  return (
    <div data-testid="history-page">
      <PageHead
        title="History"
        actions={
          picked.length === 2 && (
            <Link
              to="/compare"
              search={{ a: picked[0] ?? '', b: picked[1] ?? '' }}
              className="inline-flex min-h-8 items-center gap-1.5 rounded-md border border-accent bg-accent px-3 font-medium text-accent-ink"
            >
              <GitCompare aria-hidden className="size-4" />
              Compare the two
            </Link>
          )
        }
      >
        Every call, newest first. Pick two to compare their results.
      </PageHead>
      {error && (
        <ErrorNotice
          error={error}
          heading="The calls could not be read"
          onRetry={() => void refetch()}
        />
      )}
      {isPending && <Skeleton />}
      {items && items.length === 0 && (
        <Empty icon={<History aria-hidden />} heading="No calls yet">
          Calls made here, from the command line and by clients are kept.
        </Empty>
      )}
      {items && items.length > 0 && (
        <>
          <input
            className="input mb-3 max-w-md"
            aria-label="Filter by tool or outcome"
            placeholder="Filter by tool or outcome"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
          />
          <CallTable calls={shown} picked={picked} onPick={handlePick} />
          {shown.length === 0 && (
            <p className="mt-3 text-soft">None of the calls read so far matches.</p>
          )}
          <MoreButton more={more} shown={items.length} what="calls" />
        </>
      )}
    </div>
  );
}
