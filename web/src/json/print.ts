// SPDX-License-Identifier: Apache-2.0
import type { Json } from './tree';

/** With `indent` 0 on one line; a number comes out as it was spelled. */
export function printJson(node: Json, indent = 0): string {
  const out: string[] = [];
  print(node, indent, indent > 0 ? '\n' : '', out);
  return out.join('');
}

function print(node: Json, indent: number, newline: string, out: string[]): void {
  switch (node.kind) {
    case 'null':
      out.push('null');
      return;
    case 'boolean':
      out.push(String(node.value));
      return;
    case 'number':
      out.push(node.text);
      return;
    case 'string':
      out.push(JSON.stringify(node.value));
      return;
    case 'array':
      printList('[', ']', node.items, indent, newline, out, (item, inner) =>
        print(item, indent, inner, out),
      );
      return;
    case 'object':
      printList('{', '}', node.members, indent, newline, out, ([name, value], inner) => {
        out.push(JSON.stringify(name), indent > 0 ? ': ' : ':');
        print(value, indent, inner, out);
      });
  }
}

function printList<Entry>(
  open: string,
  close: string,
  entries: Entry[],
  indent: number,
  newline: string,
  out: string[],
  printEntry: (entry: Entry, newline: string) => void,
): void {
  if (entries.length === 0) {
    out.push(open, close);
    return;
  }
  const inner = newline && newline + ' '.repeat(indent);
  out.push(open);
  entries.forEach((entry, index) => {
    if (index > 0) out.push(',');
    out.push(inner);
    printEntry(entry, inner);
  });
  out.push(newline, close);
}
