// SPDX-License-Identifier: Apache-2.0
import { array, type Json, object, withMember } from './tree';

export function pointerOf(path: (string | number)[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

export function pathOf(pointer: string): string[] {
  if (pointer === '') return [];
  return pointer
    .slice(1)
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export function valueAt(root: Json | undefined, pointer: string): Json | undefined {
  let node = root;
  for (const part of pathOf(pointer)) {
    if (node?.kind === 'object') node = node.members.find(([name]) => name === part)?.[1];
    else if (node?.kind === 'array')
      node = /^\d+$/.test(part) ? node.items[Number(part)] : undefined;
    else return undefined;
  }
  return node;
}

/** Sets, or with `undefined` removes, the value at `pointer`; missing objects on the way are made. */
export function withValueAt(
  root: Json | undefined,
  pointer: string,
  value: Json | undefined,
): Json | undefined {
  return put(root, pathOf(pointer), value);
}

function put(node: Json | undefined, path: string[], value: Json | undefined): Json | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (node?.kind === 'array') {
    const index = Number(part);
    const inner = put(node.items[index], rest, value);
    const items = [...node.items];
    if (inner === undefined) items.splice(index, 1);
    else items[index] = inner;
    return array(items);
  }
  const base = node?.kind === 'object' ? node : object();
  const inner = put(base.members.find(([name]) => name === part)?.[1], rest, value);
  if (inner === undefined && node === undefined) return undefined;
  return withMember(base, part, inner);
}
