// SPDX-License-Identifier: Apache-2.0
import { array, boolean, type Json, jsonNull, number, object, string } from '@/json/tree';
import { readField } from './read';

/** The arguments that a fresh form holds: what the schema gives a default, and nothing else. */
export function initialArguments(schema: Json) {
  const members: [string, Json][] = [];
  for (const property of readField(schema, schema).properties) {
    const preset = readField(schema, property.schema).default;
    if (preset !== undefined) members.push([property.name, preset]);
  }
  return object(members);
}

/** What a field holds when the user decides that it shall hold something. */
export function seedOf(root: Json, schema: Json): Json {
  const field = readField(root, schema);
  if (field.default !== undefined) return field.default;
  switch (field.kind) {
    case 'string':
    case 'any':
      return string('');
    case 'number':
    case 'integer':
      return number('0');
    case 'boolean':
      return boolean(false);
    case 'array':
      return array();
    case 'object':
      return object();
    case 'enum':
      return field.choices[0]?.value ?? jsonNull;
    case 'variants':
      return field.variants[0] ? seedOf(root, field.variants[0].schema) : jsonNull;
    case 'null':
      return jsonNull;
  }
}
