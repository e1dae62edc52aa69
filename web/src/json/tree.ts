// SPDX-License-Identifier: Apache-2.0

/**
 * JSON as it was written: numbers keep their spelling and objects the order of their members,
 * which JavaScript's own values lose above 2^53 and for names that look like numbers.
 */
export type Json =
  | { kind: 'null' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'number'; text: string }
  | { kind: 'string'; value: string }
  | { kind: 'array'; items: Json[] }
  | JsonObject;

export type JsonObject = { kind: 'object'; members: [name: string, value: Json][] };
export type JsonKind = Json['kind'];

export const jsonNull: Json = { kind: 'null' };
export const boolean = (value: boolean): Json => ({ kind: 'boolean', value });
export const number = (text: string): Json => ({ kind: 'number', text });
export const string = (value: string): Json => ({ kind: 'string', value });
export const array = (items: Json[] = []): Json => ({ kind: 'array', items });
export const object = (members: [string, Json][] = []): JsonObject => ({ kind: 'object', members });

export function member(node: Json | undefined, name: string): Json | undefined {
  if (node?.kind !== 'object') return undefined;
  return node.members.find(([key]) => key === name)?.[1];
}

export function textOf(node: Json | undefined): string | undefined {
  return node?.kind === 'string' ? node.value : undefined;
}

export function numberOf(node: Json | undefined): number | undefined {
  return node?.kind === 'number' ? Number(node.text) : undefined;
}

export function flagOf(node: Json | undefined): boolean | undefined {
  return node?.kind === 'boolean' ? node.value : undefined;
}

export function itemsOf(node: Json | undefined): Json[] {
  return node?.kind === 'array' ? node.items : [];
}

export function membersOf(node: Json | undefined): [string, Json][] {
  return node?.kind === 'object' ? node.members : [];
}

export function withMember(node: JsonObject, name: string, value: Json | undefined): JsonObject {
  const at = node.members.findIndex(([key]) => key === name);
  const members = [...node.members];
  if (value === undefined) {
    if (at < 0) return node;
    members.splice(at, 1);
  } else if (at < 0) members.push([name, value]);
  else members[at] = [name, value];
  return object(members);
}

/** Two numbers are equal by value, objects whatever the order of their members. */
export function equal(a: Json, b: Json): boolean {
  switch (a.kind) {
    case 'null':
      return b.kind === 'null';
    case 'boolean':
      return b.kind === 'boolean' && a.value === b.value;
    case 'string':
      return b.kind === 'string' && a.value === b.value;
    case 'number':
      return b.kind === 'number' && (a.text === b.text || sameNumber(a.text, b.text));
    case 'array':
      return (
        b.kind === 'array' &&
        a.items.length === b.items.length &&
        a.items.every((item, index) => equal(item, b.items[index] as Json))
      );
    case 'object':
      return (
        b.kind === 'object' &&
        a.members.length === b.members.length &&
        a.members.every(([name, value]) => {
          const other = member(b, name);
          return other !== undefined && equal(value, other);
        })
      );
  }
}

const isWhole = (text: string) => /^-?\d+$/.test(text);

function sameNumber(a: string, b: string): boolean {
  return isWhole(a) && isWhole(b) ? BigInt(a) === BigInt(b) : Number(a) === Number(b);
}

/** Plain values for code that knows nothing of trees; exactness is lost here and only here. */
export function toPlain(node: Json): unknown {
  switch (node.kind) {
    case 'null':
      return null;
    case 'boolean':
    case 'string':
      return node.value;
    case 'number':
      return Number(node.text);
    case 'array':
      return node.items.map(toPlain);
    case 'object': {
      const plain: Record<string, unknown> = {};
      // An assignment to `__proto__` would change the prototype.
      for (const [name, value] of node.members)
        Object.defineProperty(plain, name, {
          value: toPlain(value),
          enumerable: true,
          writable: true,
          configurable: true,
        });
      return plain;
    }
  }
}

export function fromPlain(value: unknown): Json {
  if (typeof value === 'string') return string(value);
  if (typeof value === 'boolean') return boolean(value);
  if (typeof value === 'number') return number(String(value));
  if (Array.isArray(value)) return array(value.map(fromPlain));
  if (typeof value === 'object' && value !== null)
    return object(Object.entries(value).map(([name, item]) => [name, fromPlain(item)]));
  return jsonNull;
}
