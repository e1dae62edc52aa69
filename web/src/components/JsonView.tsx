// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import { jsonLines, type Line, tokensOf } from '@/json/lines';
import type { Json } from '@/json/tree';
import { classes } from './basics';
import { Rows } from './Rows';

type Props = { value: Json; label: string; className?: string; highlighted?: boolean };

/** Pretty-printed JSON, flat, however large. */
export function JsonView({ value, label, className, highlighted = true }: Props) {
  const lines = useMemo(() => jsonLines(value), [value]);
  return (
    <Rows
      count={lines.length}
      label={label}
      className={classes(
        'rounded-md border border-line bg-sunken p-2.5',
        className ?? 'max-h-[32rem]',
      )}
      renderRow={(index) => (
        <Row key={index} line={lines[index] as Line} highlighted={highlighted} />
      )}
    />
  );
}

function Row({ line, highlighted }: { line: Line; highlighted: boolean }) {
  return (
    <div className="h-5 whitespace-pre">
      {'  '.repeat(line.indent)}
      {highlighted
        ? tokensOf(line).map((token, index) => (
            <span key={index} className={`token-${token.kind}`}>
              {token.text}
            </span>
          ))
        : tokensOf(line)
            .map((token) => token.text)
            .join('')}
      {'\n'}
    </div>
  );
}
