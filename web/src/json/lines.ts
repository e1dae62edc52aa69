// SPDX-License-Identifier: Apache-2.0
import { visible } from '@/text/visible';
import type { Json } from './tree';

export type TokenKind = 'name' | 'string' | 'number' | 'word' | 'sign' | 'note';
export type Token = { kind: TokenKind; text: string };
/** One row of a viewer. `pointer` names the value that begins in it. */
export type Line = { indent: number; tokens: Token[]; pointer: string; open?: number };

const shownMax = 2_000;

/**
 * The rows of a pretty-printed value. A long text is cut in its row, with a note of its length:
 * what is copied or saved is always the whole.
 */
export function jsonLines(root: Json): Line[] {
  const lines: Line[] = [];
  addValue(lines, root, { indent: 0, tokens: [], pointer: '' }, '');
  return lines;
}

function addValue(lines: Line[], node: Json, line: Line, comma: string): void {
  if (node.kind === 'array') {
    addList(lines, '[', ']', line, comma, node.items.length, (index) => ({
      value: node.items[index] as Json,
      part: String(index),
      tokens: [],
    }));
  } else if (node.kind === 'object') {
    addList(lines, '{', '}', line, comma, node.members.length, (index) => {
      const [name, value] = node.members[index] as [string, Json];
      return {
        value,
        part: name.replaceAll('~', '~0').replaceAll('/', '~1'),
        tokens: [...stringTokens(name, 'name'), { kind: 'sign', text: ': ' }],
      };
    });
  } else {
    line.tokens.push(...scalarTokens(node));
    if (comma) line.tokens.push({ kind: 'sign', text: comma });
    lines.push(line);
  }
}

type Entry = { value: Json; part: string; tokens: Token[] };

function addList(
  lines: Line[],
  open: string,
  close: string,
  line: Line,
  comma: string,
  count: number,
  entryAt: (index: number) => Entry,
): void {
  lines.push(line);
  if (count === 0) {
    line.tokens.push({ kind: 'sign', text: open + close + comma });
    return;
  }
  line.tokens.push({ kind: 'sign', text: open });
  const begin = lines.length;
  for (let index = 0; index < count; index += 1) {
    const { value, part, tokens } = entryAt(index);
    const pointer = `${line.pointer}/${part}`;
    addValue(
      lines,
      value,
      { indent: line.indent + 1, tokens, pointer },
      index < count - 1 ? ',' : '',
    );
  }
  line.open = lines.length - begin;
  lines.push({
    indent: line.indent,
    tokens: [{ kind: 'sign', text: close + comma }],
    pointer: line.pointer,
  });
}

function scalarTokens(node: Exclude<Json, { kind: 'array' | 'object' }>): Token[] {
  if (node.kind === 'string') return stringTokens(node.value, 'string');
  if (node.kind === 'number') return [{ kind: 'number', text: node.text.slice(0, shownMax) }];
  return [{ kind: 'word', text: node.kind === 'null' ? 'null' : String(node.value) }];
}

function stringTokens(value: string, kind: TokenKind): Token[] {
  if (value.length <= shownMax) return [{ kind, text: visible(JSON.stringify(value), 'escape') }];
  return [
    { kind, text: `${visible(JSON.stringify(value.slice(0, shownMax)).slice(0, -1), 'escape')}…"` },
    { kind: 'note', text: ` ${value.length.toLocaleString('en')} characters, ${shownMax} shown` },
  ];
}
