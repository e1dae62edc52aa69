// SPDX-License-Identifier: Apache-2.0
import { itemsOf, type Json, type JsonObject, member, membersOf } from '@/json/tree';
import { targetOf } from './read';

/** More judgements of a schema by a value than this are not begun. */
const costMax = 100_000;

type Known = Map<Json, Map<Json, number>>;
const nothing: Json = { kind: 'null' };

/**
 * How many times a validator that remembers nothing would judge some part of the value by some part
 * of the schema; a few references are enough for more than a lifetime. Counted with memory, so that
 * the counting itself ends soon. `undefined` when it is too many, or cannot be told.
 */
export function costOf(root: Json, value: Json): number | undefined {
  const cost = count(root, root, value, new Map(), { left: costMax });
  return cost <= costMax ? cost : undefined;
}

function count(
  root: Json,
  schema: Json,
  value: Json,
  known: Known,
  work: { left: number },
): number {
  if (schema.kind !== 'object') return 1;
  const costs = known.get(value) ?? new Map<Json, number>();
  known.set(value, costs);
  const before = costs.get(schema);
  if (before !== undefined) return before;
  work.left -= 1;
  if (work.left < 0) return Number.POSITIVE_INFINITY;
  // Whoever comes back here before the end would never come to it.
  costs.set(schema, Number.POSITIVE_INFINITY);
  let sum = 1;
  for (const [part, judged] of partsOf(root, schema, value)) {
    sum += count(root, part, judged, known, work);
    if (sum > costMax) return Number.POSITIVE_INFINITY;
  }
  costs.set(schema, sum);
  return sum;
}

const alone = new Set(['not', 'if', 'then', 'else']);
const listed = new Set(['allOf', 'anyOf', 'oneOf']);
const forMembers = new Set(['additionalProperties', 'unevaluatedProperties', 'propertyNames']);
const forItems = new Set(['items', 'additionalItems', 'unevaluatedItems', 'contains']);

function* partsOf(root: Json, schema: JsonObject, value: Json): Generator<[Json, Json]> {
  const inside = value.kind === 'object' ? value.members.map(([, item]) => item) : [];
  const items = itemsOf(value);
  for (const [word, part] of schema.members) {
    if (word === '$ref' || word === '$recursiveRef' || word === '$dynamicRef') {
      const target = part.kind === 'string' ? targetOf(root, part.value) : undefined;
      if (target) yield [target, value];
    } else if (alone.has(word)) yield [part, value];
    else if (listed.has(word)) for (const branch of itemsOf(part)) yield [branch, value];
    else if (word === 'dependentSchemas' || word === 'dependencies')
      for (const [, own] of membersOf(part)) yield [own, value];
    else if (word === 'properties')
      for (const [name, own] of membersOf(part)) {
        const item = member(value, name);
        if (item) yield [own, item];
      }
    else if (word === 'patternProperties')
      for (const [, own] of membersOf(part)) for (const item of inside) yield [own, item];
    else if (forMembers.has(word)) for (const item of inside) yield [part, item];
    else if (word === 'prefixItems' || (word === 'items' && part.kind === 'array'))
      for (const [at, own] of itemsOf(part).entries()) yield [own, items[at] ?? nothing];
    else if (forItems.has(word)) for (const item of items) yield [part, item];
  }
}
