// SPDX-License-Identifier: Apache-2.0
import type { More } from '@/api/pages';
import { Button } from './basics';

type Props = { more: More; shown: number; what: string };

/** Reads on. It stays where it is, so that it can be pressed again and again. */
export function MoreButton({ more, shown, what }: Props) {
  if (!more.has) return null;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button aria-busy={more.isLoading} onClick={more.handleMore} data-testid="load-more-button">
        {more.isLoading ? 'Loading…' : 'Load more'}
      </Button>
      <span role="status" className="text-sm text-soft">
        {more.failed ? 'The next page could not be read.' : `${shown} ${what} read so far`}
      </span>
    </div>
  );
}
