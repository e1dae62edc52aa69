// SPDX-License-Identifier: Apache-2.0
import { clipped, visible } from './visible';

export type Span = { text: string; className: string };

const colours = ['', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', ''];
const sequence =
  /\u001b\[([\d;]*)m|\u001b(?:\[[\d;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-_])/g;
const lineMax = 4_000;

/** The pieces of a line with their classes. Colours count; everything else a terminal obeys is dropped. */
export function ansiSpans(line: string): Span[] {
  const spans: Span[] = [];
  const style = { bold: false, faint: false, colour: '' };
  let from = 0;
  const add = (text: string) => {
    if (text === '') return;
    const names = [
      style.bold && 'ansi-bold',
      style.faint && 'ansi-faint',
      style.colour && `ansi-${style.colour}`,
    ];
    spans.push({ text: visible(text), className: names.filter(Boolean).join(' ') });
  };
  const shown = clipped(line, lineMax);
  for (const found of shown.matchAll(sequence)) {
    add(shown.slice(from, found.index));
    from = found.index + found[0].length;
    if (found[1] !== undefined) apply(style, found[1]);
  }
  add(shown.slice(from));
  return spans;
}

function apply(style: { bold: boolean; faint: boolean; colour: string }, codes: string): void {
  const numbers = codes.split(';').map(Number);
  for (let at = 0; at < numbers.length; at += 1) {
    const code = numbers[at] ?? 0;
    if (code === 0) Object.assign(style, { bold: false, faint: false, colour: '' });
    else if (code === 1) style.bold = true;
    else if (code === 2) style.faint = true;
    else if (code === 22) Object.assign(style, { bold: false, faint: false });
    else if (code === 39) style.colour = '';
    else if (code >= 30 && code <= 37) style.colour = colours[code - 30] ?? '';
    else if (code >= 90 && code <= 97) style.colour = colours[code - 90] ?? '';
    // A colour by number or by parts brings numbers of its own.
    else if (code === 38 || code === 48) at += numbers[at + 1] === 5 ? 2 : 4;
  }
}

export function withoutAnsi(line: string): string {
  return line.replace(sequence, '');
}
