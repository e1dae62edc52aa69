// SPDX-License-Identifier: Apache-2.0
import {
  array,
  boolean,
  itemsOf,
  type Json,
  jsonNull,
  member,
  number,
  numberOf,
  object,
  string,
  textOf,
} from '@/json/tree';
import { type Field, readField, resolved } from '@/schema/read';

const depthMax = 5;
const formats: Record<string, string> = {
  date: '2026-02-28',
  time: '12:30:00Z',
  'date-time': '2026-02-28T12:30:00Z',
  email: 'someone@example.org',
  uri: 'https://example.org/a?b=c',
  uuid: '123e4567-e89b-42d3-a456-426614174000',
  ipv4: '192.0.2.1',
};

/** A value that a schema agrees with, with every property that there is room for. */
export function sampleOf(root: Json, schema: Json, depth = 0): Json {
  if (depth > 40) return jsonNull;
  const [example] = itemsOf(member(resolved(root, schema), 'examples'));
  if (example) return example;
  const field = readField(root, schema);
  switch (field.kind) {
    case 'enum':
      return field.choices.at(-1)?.value ?? jsonNull;
    case 'string':
      return string(textLike(field));
    case 'integer':
      return number(String(Math.ceil(between(field, 3))));
    case 'number':
      return number(String(between(field, 2.5)));
    case 'boolean':
      return boolean(true);
    case 'null':
      return jsonNull;
    case 'any':
      return string('anything: "⟨⟩"\n');
    case 'variants':
      return variantOf(root, field, depth);
    case 'array':
      return arrayOf(root, field, depth);
    case 'object':
      return objectOf(root, field, depth);
  }
}

const limit = (field: Field, word: string) => numberOf(member(field.schema, word));

function textLike(field: Field): string {
  const known = formats[field.format ?? ''];
  if (known) return known;
  const least = limit(field, 'minLength') ?? 0;
  return 'a text, “quoted”'.slice(0, limit(field, 'maxLength')).padEnd(least, 'x');
}

function between(field: Field, usual: number): number {
  const least = Math.max(
    limit(field, 'minimum') ?? -9e9,
    (limit(field, 'exclusiveMinimum') ?? -9e9) + 1,
  );
  const most = Math.min(
    limit(field, 'maximum') ?? 9e9,
    (limit(field, 'exclusiveMaximum') ?? 9e9) - 1,
  );
  return Math.min(most, Math.max(least, usual));
}

function variantOf(root: Json, field: Field, depth: number): Json {
  // Deep down the last variant is taken, so that what refers to itself comes to an end.
  const chosen = depth > 2 ? field.variants.at(-1) : field.variants[0];
  if (!chosen) return jsonNull;
  const flat = field.variants.find(({ schema }) => readField(root, schema).kind !== 'object');
  const ends = depth > depthMax ? (flat ?? field.variants[0]) : chosen;
  return ends ? sampleOf(root, ends.schema, depth + 1) : jsonNull;
}

function arrayOf(root: Json, field: Field, depth: number): Json {
  const least = limit(field, 'minItems') ?? 0;
  const prefix = itemsOf(member(field.schema, 'prefixItems')).length;
  const closed = member(field.schema, 'items')?.kind === 'boolean';
  const usual = depth > 3 ? 0 : Math.max(prefix, closed ? 0 : 2);
  const most = member(field.schema, 'uniqueItems') ? 1 : (limit(field, 'maxItems') ?? 9e9);
  const count = Math.min(most, Math.max(least, usual));
  return array(
    Array.from({ length: count }, (_, at) => sampleOf(root, field.itemAt(at), depth + 1)),
  );
}

function objectOf(root: Json, field: Field, depth: number): Json {
  const members = field.properties
    .filter(({ required }) => required || depth < 3)
    .map(({ name, schema }): [string, Json] => [name, sampleOf(root, schema, depth + 1)]);
  const invited = member(field.schema, 'additionalProperties')?.kind === 'object';
  if (field.additional && invited && depth < depthMax)
    members.push(['more', sampleOf(root, field.additional, depth + 1)]);
  return object(members);
}

/** The kinds of a schema without its names, to tell shapes apart. */
export function shapeOf(root: Json, schema: Json, depth = 0): string {
  const field = readField(root, schema);
  if (depth > 4) return '…';
  const inner = (one: Json) => shapeOf(root, one, depth + 1);
  const words =
    schema.kind === 'object'
      ? schema.members
          .map(([name]) => name)
          .filter(
            (name) =>
              !['description', 'title', 'default', 'properties', 'required', '$schema'].includes(
                name,
              ),
          )
          .join()
      : '';
  switch (field.kind) {
    case 'object':
      return `${words}{${field.properties.map(({ schema: own, required }) => inner(own) + (required ? '!' : '')).join()}${field.additional ? `*${inner(field.additional)}` : ''}}`;
    case 'array':
      return `${words}[${inner(field.itemAt(0))}]`;
    case 'variants':
      return `(${field.variants.map((variant) => inner(variant.schema)).join('|')})`;
    default:
      return `${field.kind}${words}${textOf(member(field.schema, 'format')) ?? ''}`;
  }
}
