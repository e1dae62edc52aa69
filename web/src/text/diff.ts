// SPDX-License-Identifier: Apache-2.0

export type DiffRow = { sign: ' ' | '-' | '+'; text: string };

const editsMax = 1_500;

/**
 * The rows of two texts side by side, by Myers' greedy walk. Texts that differ more than it is
 * worth to find out come as all of one and then all of the other.
 */
export function diffLines(a: string[], b: string[]): DiffRow[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  const same = (text: string): DiffRow => ({ sign: ' ', text });
  return [
    ...a.slice(0, head).map(same),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

function middle(a: string[], b: string[]): DiffRow[] {
  const trail = walk(a, b);
  if (!trail)
    return [
      ...a.map((text): DiffRow => ({ sign: '-', text })),
      ...b.map((text): DiffRow => ({ sign: '+', text })),
    ];
  return backtrack(a, b, trail);
}

/** For each number of edits, how far each diagonal got; `null` when there are too many. */
function walk(a: string[], b: string[]): Map<number, number>[] | null {
  const reach = new Map<number, number>([[1, 0]]);
  const trail: Map<number, number>[] = [];
  for (let edits = 0; edits <= Math.min(a.length + b.length, editsMax); edits += 1) {
    trail.push(new Map(reach));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = goesDown(reach, diagonal, edits)
        ? (reach.get(diagonal + 1) ?? 0)
        : (reach.get(diagonal - 1) ?? 0) + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      reach.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return trail;
    }
  }
  return null;
}

function goesDown(reach: Map<number, number>, diagonal: number, edits: number): boolean {
  if (diagonal === -edits) return true;
  return diagonal !== edits && (reach.get(diagonal - 1) ?? -1) < (reach.get(diagonal + 1) ?? -1);
}

function backtrack(a: string[], b: string[], trail: Map<number, number>[]): DiffRow[] {
  const rows: DiffRow[] = [];
  let x = a.length;
  let y = b.length;
  for (let edits = trail.length - 1; edits >= 0; edits -= 1) {
    const reach = trail[edits] as Map<number, number>;
    const diagonal = x - y;
    const before = goesDown(reach, diagonal, edits) ? diagonal + 1 : diagonal - 1;
    const fromX = reach.get(before) ?? 0;
    const fromY = fromX - before;
    while (x > fromX && y > fromY && x > 0 && y > 0) {
      rows.push({ sign: ' ', text: a[x - 1] ?? '' });
      x -= 1;
      y -= 1;
    }
    if (edits === 0) break;
    if (x === fromX) rows.push({ sign: '+', text: b[y - 1] ?? '' });
    else rows.push({ sign: '-', text: a[x - 1] ?? '' });
    x = fromX;
    y = fromY;
  }
  return rows.reverse();
}
