// SPDX-License-Identifier: Apache-2.0
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, type RefObject, useEffect, useRef } from 'react';
import { classes } from './basics';

/** Up to this many rows all stand in the document, where the browser's own search finds them. */
const plainMax = 500;
const rowHeight = 20;

type Props = {
  count: number;
  label: string;
  renderRow: (index: number) => ReactNode;
  /** Keeps the last row in sight. */
  follow?: boolean;
  /** A row to bring into sight, again whenever `reveal.at` changes. */
  reveal?: { index: number; at: number } | undefined;
  className?: string;
  onScrolledUp?: () => void;
};

/** Many rows of one height, of which only those in sight are in the document. */
export function Rows({ count, label, renderRow, follow, reveal, className, onScrolledUp }: Props) {
  const box = useRef<HTMLElement>(null);
  const windowed = count > plainMax;
  return (
    <section
      ref={box}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      className={classes('overflow-auto font-mono text-sm leading-5', className)}
      onWheel={(event) => event.deltaY < 0 && onScrolledUp?.()}
    >
      {windowed ? (
        <Windowed {...{ box, count, renderRow, follow, reveal }} />
      ) : (
        <Plain {...{ box, count, renderRow, follow, reveal }} />
      )}
    </section>
  );
}

type Inner = Pick<Props, 'count' | 'renderRow' | 'follow' | 'reveal'> & {
  box: RefObject<HTMLElement | null>;
};

function Plain({ box, count, renderRow, follow, reveal }: Inner) {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `count` says that there is a new last row.
  useEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [follow, count, box]);
  useEffect(() => {
    if (reveal && box.current) box.current.scrollTop = Math.max(0, (reveal.index - 4) * rowHeight);
  }, [reveal, box]);
  return (
    <div className="w-max min-w-full">
      {Array.from({ length: count }, (_, index) => renderRow(index))}
    </div>
  );
}

function Windowed({ box, count, renderRow, follow, reveal }: Inner) {
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 20,
  });
  useEffect(() => {
    if (follow) rows.scrollToIndex(count - 1);
  }, [follow, count, rows]);
  useEffect(() => {
    if (reveal) rows.scrollToIndex(reveal.index, { align: 'center' });
  }, [reveal, rows]);
  return (
    <div className="relative w-max min-w-full" style={{ height: rows.getTotalSize() }}>
      <div
        className="absolute top-0 left-0 w-max min-w-full"
        style={{ transform: `translateY(${rows.getVirtualItems()[0]?.start ?? 0}px)` }}
      >
        {rows.getVirtualItems().map((row) => renderRow(row.index))}
      </div>
    </div>
  );
}
