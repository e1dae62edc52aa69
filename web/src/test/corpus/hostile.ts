// SPDX-License-Identifier: Apache-2.0
import { parseJson } from '@/json/parse';
import { fromPlain, type Json } from '@/json/tree';

const one = (schema: unknown) => ({ type: 'object', properties: { x: schema }, required: ['x'] });

function nested(depth: number, wrap: (inner: unknown) => unknown): unknown {
  let schema: unknown = { type: 'string' };
  for (let at = 0; at < depth; at += 1) schema = wrap(schema);
  return schema;
}

const numbered = (count: number, value: (at: number) => unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`p${at}`, value(at)]));

const plain: [name: string, schema: unknown][] = [
  ['objects 500 deep', nested(500, (inner) => one(inner))],
  ['arrays 500 deep', one(nested(500, (items) => ({ type: 'array', items })))],
  ['allOf 500 deep', one(nested(500, (inner) => ({ allOf: [inner] })))],
  ['anyOf 300 deep', one(nested(300, (inner) => ({ anyOf: [inner, { type: 'null' }] })))],
  ['oneOf that doubles', one(nested(12, (inner) => ({ oneOf: [inner, inner] })))],
  ['a reference to itself', { $ref: '#' }],
  ['a property that is the whole', { type: 'object', properties: { x: { $ref: '#' } } }],
  [
    'references in a ring',
    {
      $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } },
      ...one({ $ref: '#/$defs/a' }),
    },
  ],
  ['allOf of itself', { type: 'object', allOf: [{ $ref: '#' }, { $ref: '#' }] }],
  [
    'anyOf of itself',
    {
      $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }] } },
      ...one({ $ref: '#/$defs/a' }),
    },
  ],
  [
    'a nullable of itself',
    {
      $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }, { type: 'null' }] } },
      ...one({ $ref: '#/$defs/a' }),
    },
  ],
  [
    'required and without an end',
    {
      $defs: { a: { type: 'object', properties: { a: { $ref: '#/$defs/a' } }, required: ['a'] } },
      ...one({ $ref: '#/$defs/a' }),
    },
  ],
  [
    'a chain of 1,000 references',
    {
      $defs: Object.fromEntries(
        Array.from({ length: 1_000 }, (_, at) => [`d${at}`, { $ref: `#/$defs/d${at + 1}` }]),
      ),
      ...one({ $ref: '#/$defs/d0' }),
    },
  ],
  ['a remote reference', one({ $ref: 'https://elsewhere.example/schema.json' })],
  ['a reference to a file', one({ $ref: 'file:///etc/passwd' })],
  ['a reference that is no address', one({ $ref: '#/%E0%A4%A/~9' })],
  ['a reference that is no text', one({ $ref: { $ref: 7 } })],
  [
    'a dialect and an id elsewhere',
    {
      ...one({ $ref: 'other.json' }),
      $id: 'https://elsewhere.example/',
      $schema: 'javascript:alert(1)',
    },
  ],
  ['an enum of 10,000', one({ enum: Array.from({ length: 10_000 }, (_, at) => `choice ${at}`) })],
  ['an enum of everything', one({ enum: [null, 1, '1', true, 'true', {}, [], '', 1.0, '\u202e'] })],
  ['an empty enum', one({ enum: [] })],
  ['an enum that is no list', one({ enum: 'a' })],
  [
    '1,000 properties',
    {
      type: 'object',
      properties: numbered(1_000, (at) => ({ type: ['string', 'integer', 'boolean'][at % 3] })),
    },
  ],
  [
    '1,000 required names without properties',
    { type: 'object', required: Object.keys(numbered(1_000, () => 0)) },
  ],
  [
    '1,000 variants',
    one({
      oneOf: Array.from({ length: 1_000 }, (_, at) => ({
        type: 'object',
        properties: { [`p${at}`]: {} },
      })),
    }),
  ],
  ['a pattern that explodes', one({ type: 'string', pattern: '^(a+)+$' })],
  ['a pattern of alternatives', one({ type: 'string', pattern: '^(a|a)*$' })],
  ['a pattern that overlaps', one({ type: 'string', pattern: '(x+x+)+y' })],
  ['a pattern that is none', one({ type: 'string', pattern: '(((' })],
  ['a pattern of 100 KB', one({ type: 'string', pattern: 'a?'.repeat(50_000) })],
  [
    'property patterns that explode',
    one({ type: 'object', patternProperties: { '^(a+)+$': { type: 'string' } } }),
  ],
  [
    'names of the prototype',
    {
      type: 'object',
      properties: Object.fromEntries(
        ['constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'].map((name) => [
          name,
          { type: 'string' },
        ]),
      ),
      required: ['constructor'],
    },
  ],
  [
    'signs that turn and hide',
    {
      type: 'object',
      properties: {
        '\u202egpj.exe': { type: 'string', title: '\u2066\u0000\u0007\u001b[31m' },
        '\u200b': { type: 'string' },
        'a\nb': { type: 'string' },
      },
      required: ['\u202egpj.exe'],
    },
  ],
  [
    'halves of a sign',
    { type: 'object', properties: { '\ud800': { type: 'string', default: '\udfff' } } },
  ],
  [
    'markup',
    one({
      type: 'string',
      title: '<img src=x onerror=alert(1)>',
      description: '<script>alert(1)</script>[a](javascript:alert(1))',
    }),
  ],
  [
    'links that run',
    one({
      type: 'string',
      format: 'uri',
      default: 'javascript:alert(1)',
      examples: ['data:text/html,<script>alert(1)</script>'],
    }),
  ],
  [
    'texts of 1 MB',
    one({ type: 'string', description: 'x'.repeat(1_000_000), title: 'y'.repeat(100_000) }),
  ],
  [
    'a name of 100 KB',
    { type: 'object', properties: { ['n'.repeat(100_000)]: { type: 'string' } } },
  ],
  ['a default of another type', one({ type: 'integer', default: { not: ['a', 'number'] } })],
  [
    'a default of 1,000 items',
    one({
      type: 'array',
      items: { type: 'integer' },
      default: Array.from({ length: 1_000 }, (_, at) => at),
    }),
  ],
  [
    'types that contradict',
    one({ allOf: [{ type: 'string' }, { type: 'object' }], type: 'array', enum: [1] }),
  ],
  ['limits that contradict', one({ type: 'number', minimum: 10, maximum: 1, multipleOf: 0 })],
  [
    'limits that are no numbers',
    one({ type: 'string', minLength: 'many', maxLength: -1, pattern: 7 }),
  ],
  ['a type that is none', one({ type: 'quaternion' })],
  ['a type that is no text', one({ type: { a: 1 } })],
  ['no types', one({ type: [] })],
  [
    'every type',
    one({ type: ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'] }),
  ],
  ['yes', true],
  ['no', false],
  ['boolean properties', { type: 'object', properties: { yes: true, no: false } }],
  ['boolean items', one({ type: 'array', items: false, prefixItems: [true, false] })],
  ['boolean variants', one({ anyOf: [true, false] })],
  ['additional that are not allowed', { type: 'object', additionalProperties: false }],
  ['properties that are a list', { type: 'object', properties: ['a', 'b'] }],
  ['required that is a text', { type: 'object', properties: { a: {} }, required: 'a' }],
  ['variants that are no list', one({ oneOf: { a: 1 }, anyOf: 7, allOf: 'x' })],
  ['null everywhere', { type: null, properties: null, required: null, items: null, $defs: null }],
  ['no schema but a text', 'string'],
  ['no schema but a number', 7],
  ['no schema but a list', [{ type: 'object' }]],
  ['nothing', null],
  ['a root that is a list', { type: 'array', items: { type: 'string' } }],
  [
    'if, then, else, without an end',
    { $defs: { a: { if: { $ref: '#/$defs/a' } } }, ...one({ $ref: '#/$defs/a' }) },
  ],
  ['not, not, not', one(nested(200, (not) => ({ not })))],
];

/** What JavaScript's own values cannot hold is written as text. */
const written: [name: string, text: string][] = [
  [
    'a property __proto__',
    '{"type":"object","properties":{"__proto__":{"type":"string"}},"required":["__proto__"]}',
  ],
  [
    '__proto__ as a schema',
    '{"type":"object","__proto__":{"properties":{"polluted":{}}},"properties":{"x":{"$ref":"#/__proto__"}}}',
  ],
  [
    'a default for __proto__',
    '{"type":"object","properties":{"__proto__":{"default":{"polluted":true}}}}',
  ],
  [
    'the same name twice',
    '{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"integer"}}}',
  ],
  [
    'numbers beyond all bounds',
    '{"type":"object","properties":{"x":{"type":"integer","minimum":-1e400,"maximum":9007199254740993,"default":123456789012345678901234567890}}}',
  ],
];

export const hostile: [name: string, schema: Json][] = [
  ...plain.map(([name, schema]): [string, Json] => [name, fromPlain(schema)]),
  ...written.map(([name, text]): [string, Json] => {
    const parsed = parseJson(text);
    if (!parsed.ok) throw new Error(`${name}: ${parsed.problem.message}`);
    return [name, parsed.value];
  }),
];
