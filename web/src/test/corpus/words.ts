// SPDX-License-Identifier: Apache-2.0

/** Short words for writing down schemas as servers send them. */
export type Schema = Record<string, unknown>;
export type CorpusTool = [name: string, schema: Schema];

export const s = (description?: string, more: Schema = {}): Schema => ({
  type: 'string',
  ...(description ? { description } : {}),
  ...more,
});
export const i = (more: Schema = {}): Schema => ({ type: 'integer', ...more });
export const n = (more: Schema = {}): Schema => ({ type: 'number', ...more });
export const b = (more: Schema = {}): Schema => ({ type: 'boolean', ...more });
export const list = (items: unknown, more: Schema = {}): Schema => ({
  type: 'array',
  items,
  ...more,
});
export const one = (...choices: unknown[]): Schema => ({ type: 'string', enum: choices });
export const map = (values: unknown, more: Schema = {}): Schema => ({
  type: 'object',
  additionalProperties: values,
  ...more,
});
export const ref = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

/** A name that ends in `!` is required. */
export function obj(properties: Record<string, unknown>, more: Schema = {}): Schema {
  const entries = Object.entries(properties);
  const required = entries
    .filter(([name]) => name.endsWith('!'))
    .map(([name]) => name.slice(0, -1));
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, schema]) => [name.replace(/!$/, ''), schema]),
    ),
    ...(required.length > 0 ? { required } : {}),
    ...more,
  };
}

/** As the widespread TypeScript library writes them. */
export const strict = (properties: Record<string, unknown>, more: Schema = {}): Schema =>
  obj(properties, {
    additionalProperties: false,
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...more,
  });

/** As the widespread Python library writes them: titles everywhere, and null for what is optional. */
export function titled(
  properties: Record<string, Schema>,
  title = 'Arguments',
  more: Schema = {},
): Schema {
  const entries = Object.entries(properties).map(([name, schema]): [string, Schema] => [
    name,
    {
      title: name.replace(/!$/, '').replaceAll('_', ' '),
      ...schema,
    },
  ]);
  return obj(Object.fromEntries(entries), { title, ...more });
}
export const maybe = (schema: Schema, preset: unknown = null): Schema => ({
  anyOf: [schema, { type: 'null' }],
  default: preset,
});
