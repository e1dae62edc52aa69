// SPDX-License-Identifier: Apache-2.0
import { valueAt } from '@/json/pointer';
import {
  equal,
  flagOf,
  itemsOf,
  type Json,
  type JsonObject,
  member,
  membersOf,
  numberOf,
  object,
  textOf,
  withMember,
} from '@/json/tree';

export type FieldKind =
  | 'string'
  | 'number'
  | 'integer'
  | 'boolean'
  | 'null'
  | 'array'
  | 'object'
  | 'enum'
  | 'variants'
  | 'any';

/** What a form needs to know of one schema, with references followed and `allOf` joined. */
export type Field = {
  kind: FieldKind;
  schema: Json;
  title: string | undefined;
  description: string | undefined;
  format: string | undefined;
  nullable: boolean;
  deprecated: boolean;
  default: Json | undefined;
  /** Of kind `enum`. */
  choices: { value: Json; label: string }[];
  /** Of kind `variants`. */
  variants: { label: string; schema: Json }[];
  /** Of kind `object`. */
  properties: { name: string; schema: Json; required: boolean }[];
  /** The schema of members that no property names; `undefined` when none are invited. */
  additional: Json | undefined;
  /** Of kind `array`: the schema of the item at an index. */
  itemAt: (index: number) => Json;
  hints: string[];
};

const anything: Json = object();
const hopsMax = 32;
const partsMax = 200;

export function readField(root: Json, schema: Json): Field {
  const whole = joined(root, resolved(root, schema));
  const types = typesOf(whole);
  const nullable = types.includes('null') && types.length > 1;
  const { kind, variants, schema: meant } = kindOf(root, whole, types);
  return {
    kind,
    schema: meant,
    title: textOf(member(whole, 'title')),
    description: textOf(member(whole, 'description')),
    format: textOf(member(meant, 'format')),
    nullable: nullable || meant !== whole,
    deprecated: flagOf(member(whole, 'deprecated')) === true,
    default: member(whole, 'default'),
    choices: kind === 'enum' ? choicesOf(meant) : [],
    variants,
    properties: kind === 'object' ? propertiesOf(meant) : [],
    additional: additionalOf(meant),
    itemAt: (index) => itemAt(meant, index),
    hints: hintsOf(meant),
  };
}

/** Follows local references only: nothing is ever fetched. */
export function resolved(root: Json, schema: Json): Json {
  let node = schema;
  for (let hop = 0; hop < hopsMax; hop += 1) {
    const reference = textOf(member(node, '$ref'));
    if (reference === undefined) return node;
    const target = targetOf(root, reference);
    if (target?.kind !== 'object' || node.kind !== 'object') return withoutReference(node);
    // Words beside `$ref` count too, and win.
    const beside = node.members.filter(([name]) => name !== '$ref');
    node = beside.reduce((sum, [name, value]) => withMember(sum, name, value), target);
  }
  return withoutReference(node);
}

function withoutReference(node: Json): Json {
  return node.kind === 'object' ? withMember(node, '$ref', undefined) : node;
}

export function targetOf(root: Json, reference: string): Json | undefined {
  if (!reference.startsWith('#')) return undefined;
  let fragment = reference.slice(1);
  try {
    fragment = decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
  if (fragment === '' || fragment.startsWith('/')) return valueAt(root, fragment);
  const definitions = [member(root, '$defs'), member(root, 'definitions')];
  return definitions
    .flatMap(membersOf)
    .map(([, value]) => value)
    .find((value) => textOf(member(value, '$anchor')) === fragment);
}

/** `allOf` joined into its owner: properties together, the rest as the last says. */
function joined(root: Json, schema: Json, budget = { parts: partsMax }): Json {
  const parts = itemsOf(member(schema, 'allOf'));
  if (schema.kind !== 'object' || parts.length === 0) return schema;
  const own = withMember(schema, 'allOf', undefined);
  // Parts that lead back to their owner, or to each other twice and again, would never end.
  const read = parts.slice(0, budget.parts);
  budget.parts -= read.length;
  return [own, ...read.map((part) => joined(root, resolved(root, part), budget))].reduce(merge);
}

function merge(a: Json, b: Json): Json {
  if (a.kind !== 'object' || b.kind !== 'object') return a;
  return b.members.reduce<JsonObject>((sum, [name, value]) => {
    const own = member(sum, name);
    if (own === undefined) return withMember(sum, name, value);
    if (name === 'properties' && own.kind === 'object' && value.kind === 'object')
      return withMember(sum, name, object([...own.members, ...missing(own, value)]));
    if (name === 'required')
      return withMember(sum, name, {
        kind: 'array',
        items: [
          ...itemsOf(own),
          ...itemsOf(value).filter((v) => !itemsOf(own).some((o) => equal(o, v))),
        ],
      });
    return sum;
  }, a);
}

function missing(own: JsonObject, other: JsonObject): [string, Json][] {
  return other.members.filter(([name]) => member(own, name) === undefined);
}

function typesOf(schema: Json): string[] {
  const type = member(schema, 'type');
  if (type?.kind === 'string') return [type.value];
  return itemsOf(type).flatMap((item) => textOf(item) ?? []);
}

type KindRead = { kind: FieldKind; variants: Field['variants']; schema: Json };

function kindOf(root: Json, schema: Json, types: string[], depth = 0): KindRead {
  const plain = (kind: FieldKind): KindRead => ({ kind, variants: [], schema });
  if (member(schema, 'const') !== undefined || member(schema, 'enum')?.kind === 'array')
    return plain('enum');
  const branches = itemsOf(member(schema, 'oneOf') ?? member(schema, 'anyOf'));
  if (branches.length > 0 && depth < hopsMax) return variantsOf(root, schema, branches, depth);
  const real = types.filter((type) => type !== 'null');
  if (real.length > 1)
    return {
      kind: 'variants',
      schema,
      variants: types.map((type) => ({
        label: type,
        schema: withMember(schema as JsonObject, 'type', { kind: 'string', value: type }),
      })),
    };
  const [type] = real.length > 0 ? real : types;
  if (type !== undefined && simpleKinds.has(type)) return plain(type as FieldKind);
  if (member(schema, 'properties') !== undefined) return plain('object');
  if (member(schema, 'items') !== undefined || member(schema, 'prefixItems') !== undefined)
    return plain('array');
  return plain('any');
}

const simpleKinds = new Set(['string', 'number', 'integer', 'boolean', 'null', 'array', 'object']);

function variantsOf(root: Json, schema: Json, branches: Json[], depth: number): KindRead {
  const read = branches.map((branch) => joined(root, resolved(root, branch)));
  // A list of constants is an enumeration with titles.
  if (read.every((branch) => member(branch, 'const') !== undefined))
    return {
      kind: 'enum',
      variants: [],
      schema: withMember(schema as JsonObject, 'oneOf', { kind: 'array', items: read }),
    };
  const real = read.filter((branch) => typesOf(branch).join() !== 'null');
  const [only] = real;
  if (real.length === 1 && only !== undefined) {
    const types = typesOf(only);
    return kindOf(root, only, types, depth + 1);
  }
  const base = withMember(withMember(schema as JsonObject, 'oneOf', undefined), 'anyOf', undefined);
  return {
    kind: 'variants',
    schema,
    variants: read.map((branch, index) => ({
      label: textOf(member(branch, 'title')) ?? labelOf(branch, index),
      schema: branch.kind === 'object' ? merge(branch, withoutTexts(base)) : branch,
    })),
  };
}

function withoutTexts(schema: JsonObject): JsonObject {
  return object(
    schema.members.filter(
      ([name]) => !['title', 'description', 'default', '$defs', 'definitions'].includes(name),
    ),
  );
}

function labelOf(branch: Json, index: number): string {
  const types = typesOf(branch);
  const tag = membersOf(member(branch, 'properties')).find(([, value]) => member(value, 'const'));
  const constant = tag && textOf(member(tag[1], 'const'));
  if (constant !== undefined) return constant;
  return types.length > 0 ? types.join(' or ') : `variant ${index + 1}`;
}

function choicesOf(schema: Json): Field['choices'] {
  const labelled = itemsOf(member(schema, 'oneOf') ?? member(schema, 'anyOf'));
  if (labelled.length > 0)
    return labelled.flatMap((branch) => {
      const value = member(branch, 'const');
      return value ? [{ value, label: textOf(member(branch, 'title')) ?? choiceLabel(value) }] : [];
    });
  const constant = member(schema, 'const');
  const values = constant ? [constant] : itemsOf(member(schema, 'enum'));
  const labels = values.map(choiceLabel);
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return values.map((value, index) => {
    const label = labels[index] ?? '';
    // 1 and "1" look the same unless the text is quoted.
    const isTwin = value.kind === 'string' && counts.get(label) !== 1;
    return { value, label: isTwin ? JSON.stringify(value.value) : label };
  });
}

function choiceLabel(value: Json): string {
  if (value.kind === 'string') return value.value === '' ? '"" (empty)' : value.value;
  if (value.kind === 'number') return value.text;
  if (value.kind === 'boolean') return String(value.value);
  return value.kind === 'null' ? 'null' : `${value.kind} value`;
}

function propertiesOf(schema: Json): Field['properties'] {
  const required = new Set(
    itemsOf(member(schema, 'required')).flatMap((name) => textOf(name) ?? []),
  );
  // Of a name that occurs twice the last counts, as for every reader of JSON.
  const properties = new Map(membersOf(member(schema, 'properties')));
  const named = [...properties].map(([name, value]) => ({
    name,
    schema: value,
    required: required.delete(name),
  }));
  // A name may be required that no property describes.
  return [...named, ...[...required].map((name) => ({ name, schema: anything, required: true }))];
}

function additionalOf(schema: Json): Json | undefined {
  const additional = member(schema, 'additionalProperties');
  if (additional?.kind === 'boolean') return additional.value ? anything : undefined;
  // Who lists properties and says nothing of others does not invite them, though they may be sent.
  return additional ?? (member(schema, 'properties') ? undefined : anything);
}

function itemAt(schema: Json, index: number): Json {
  const items = member(schema, 'items');
  const tuple = member(schema, 'prefixItems') ?? (items?.kind === 'array' ? items : undefined);
  return itemsOf(tuple)[index] ?? (items?.kind === 'object' ? items : anything);
}

const bounds: [word: string, text: string][] = [
  ['minimum', '≥'],
  ['exclusiveMinimum', '>'],
  ['maximum', '≤'],
  ['exclusiveMaximum', '<'],
  ['multipleOf', 'multiple of'],
  ['minLength', 'at least this many characters:'],
  ['maxLength', 'at most this many characters:'],
  ['minItems', 'at least this many items:'],
  ['maxItems', 'at most this many items:'],
];

function hintsOf(schema: Json): string[] {
  const hints = bounds.flatMap(([word, text]) => {
    const limit = numberOf(member(schema, word));
    return limit === undefined ? [] : [`${text} ${limit}`];
  });
  const pattern = textOf(member(schema, 'pattern'));
  if (pattern !== undefined && pattern.length <= 80) hints.push(`matches ${pattern}`);
  return hints;
}
