// SPDX-License-Identifier: Apache-2.0
import { type DiffRow, diffLines } from '@/text/diff';
import { clipped, visible } from '@/text/visible';
import { classes } from './basics';
import { Rows } from './Rows';

const washes = { ' ': '', '-': 'bg-bad-wash', '+': 'bg-good-wash' };

export function diffOf(before: string, after: string): DiffRow[] {
  return diffLines(before.split('\n'), after.split('\n'));
}

export function DiffView({ rows, label }: { rows: DiffRow[]; label: string }) {
  return (
    <Rows
      count={rows.length}
      label={label}
      className="max-h-[32rem] rounded-md border border-line bg-sunken py-2"
      renderRow={(index) => {
        const row = rows[index];
        return (
          <div
            key={index}
            className={classes('h-5 px-2.5 whitespace-pre', row && washes[row.sign])}
          >
            {row?.sign} {visible(clipped(row?.text ?? '', 2_000))}
            {'\n'}
          </div>
        );
      }}
    />
  );
}
