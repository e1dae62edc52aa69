// SPDX-License-Identifier: Apache-2.0
import { visible } from '@/text/visible';
import type { Json } from './tree';

export type TokenKind = 'name' | 'string' | 'number' | 'word' | 'sign' | 'note';
export type Token = { kind: TokenKind; text: string };

/** One row of a viewer; its tokens are only made when it is shown, since most rows never are. */
export type Line = {
  indent: number;
  name: string | undefined;
  value: Json;
  part: 'whole' | 'open' | 'close';
  comma: boolean;
};

/** The rows of a pretty-printed value. */
export function jsonLines(root: Json): Line[] {
  const lines: Line[] = [];
  addValue(lines, { indent: 0, name: undefined, value: root, part: 'whole', comma: false });
  return lines;
}

function addValue(lines: Line[], line: Line): void {
  const { value, indent } = line;
  const count = sizeOf(value);
  if (count === 0) {
    lines.push(line);
    return;
  }
  lines.push({ ...line, part: 'open', comma: false });
  const add = (name: string | undefined, inner: Json, index: number) =>
    addValue(lines, {
      indent: indent + 1,
      name,
      value: inner,
      part: 'whole',
      comma: index < count - 1,
    });
  if (value.kind === 'array')
    for (const [index, item] of value.items.entries()) add(undefined, item, index);
  if (value.kind === 'object')
    for (const [index, [name, item]] of value.members.entries()) add(name, item, index);
  lines.push({ ...line, name: undefined, part: 'close' });
}

function sizeOf(value: Json): number {
  if (value.kind === 'array') return value.items.length;
  return value.kind === 'object' ? value.members.length : 0;
}

export function tokensOf(line: Line): Token[] {
  const tokens: Token[] = [];
  if (line.name !== undefined)
    tokens.push(...stringTokens(line.name, 'name'), { kind: 'sign', text: ': ' });
  tokens.push(...valueTokens(line));
  if (line.comma) tokens.push({ kind: 'sign', text: ',' });
  return tokens;
}

const brackets = {
  array: { whole: '[]', open: '[', close: ']' },
  object: { whole: '{}', open: '{', close: '}' },
};

const shownMax = 2_000;

function valueTokens({ value, part }: Line): Token[] {
  switch (value.kind) {
    case 'array':
    case 'object':
      return [{ kind: 'sign', text: brackets[value.kind][part] }];
    case 'string':
      return stringTokens(value.value, 'string');
    case 'number':
      return [{ kind: 'number', text: value.text.slice(0, shownMax) }];
    case 'boolean':
      return [{ kind: 'word', text: String(value.value) }];
    case 'null':
      return [{ kind: 'word', text: 'null' }];
  }
}

/** A long text is cut in its row, with a note of its length: what is copied or saved is the whole. */
function stringTokens(value: string, kind: TokenKind): Token[] {
  if (value.length <= shownMax) return [{ kind, text: visible(JSON.stringify(value), 'escape') }];
  const begin = JSON.stringify(value.slice(0, shownMax)).slice(0, -1);
  return [
    { kind, text: `${visible(begin, 'escape')}…"` },
    { kind: 'note', text: ` ${value.length.toLocaleString('en')} characters, ${shownMax} shown` },
  ];
}
