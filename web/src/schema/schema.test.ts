// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { printJson } from '@/json/print';
import { fromPlain, type Json } from '@/json/tree';
import { makeChecker } from './check';
import { initialArguments, seedOf } from './initial';
import { readField } from './read';

const read = (schema: unknown, root = schema) => readField(fromPlain(root), fromPlain(schema));

describe('reading a schema', () => {
  it.each([
    [{ type: 'string' }, 'string'],
    [{ type: ['integer', 'null'] }, 'integer'],
    [{ properties: {} }, 'object'],
    [{ items: {} }, 'array'],
    [{ enum: [1, 2] }, 'enum'],
    [{ const: 'x' }, 'enum'],
    [{ type: ['string', 'number'] }, 'variants'],
    [{ oneOf: [{ const: 1 }, { const: 2 }] }, 'enum'],
    [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string'],
    [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 'variants'],
    [{ type: 'null' }, 'null'],
    [{}, 'any'],
    [true, 'any'],
    ['nonsense', 'any'],
    [{ type: 'unheard-of' }, 'any'],
  ])('%j is %s', (schema, kind) => {
    expect(read(schema).kind).toBe(kind);
  });

  it('follows references within the document, and keeps what stands beside them', () => {
    const root = { $defs: { a: { type: 'integer', title: 'A', $anchor: 'here' } } };
    expect(read({ $ref: '#/$defs/a', title: 'B' }, root)).toMatchObject({
      kind: 'integer',
      title: 'B',
    });
    expect(read({ $ref: '#here' }, root).kind).toBe('integer');
  });

  it.each(['#/$defs/none', 'https://elsewhere.example/schema', '#%E0%A4%A', '#nowhere'])(
    'takes the reference %s for anything',
    ($ref) => {
      expect(read({ $ref }).kind).toBe('any');
    },
  );

  it('ends though a reference has none', () => {
    const root = { $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } };
    expect(read({ $ref: '#/$defs/a' }, root).kind).toBe('any');
    const tree = { type: 'object', properties: { child: { $ref: '#' } } };
    expect(read(tree).properties[0]?.name).toBe('child');
  });

  it('joins allOf', () => {
    const field = read({
      allOf: [
        { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
        { properties: { b: { type: 'number' } }, required: ['b'] },
      ],
    });
    expect(field.properties.map(({ name, required }) => [name, required])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });

  it('keeps the order of properties, and adds names that are only required', () => {
    const { properties } = read({
      type: 'object',
      properties: { z: {}, a: {} },
      required: ['more'],
    });
    expect(properties.map(({ name }) => name)).toEqual(['z', 'a', 'more']);
  });

  it('labels choices and variants', () => {
    expect(read({ enum: ['', 'b', 3, true, null, {}] }).choices.map(({ label }) => label)).toEqual([
      '"" (empty)',
      'b',
      '3',
      'true',
      'null',
      'object value',
    ]);
    expect(
      read({ oneOf: [{ const: 1, title: 'one' }, { const: 2 }] }).choices.map(({ label }) => label),
    ).toEqual(['one', '2']);
    const shapes = {
      oneOf: [{ properties: { kind: { const: 'circle' } } }, { title: 'Box', type: 'object' }, {}],
    };
    expect(read(shapes).variants.map(({ label }) => label)).toEqual(['circle', 'Box', 'variant 3']);
  });

  it('knows items of lists and tuples, maps, bounds and words', () => {
    const tuple = read({
      type: 'array',
      prefixItems: [{ type: 'string' }],
      items: { type: 'number' },
    });
    expect(printJson(tuple.itemAt(0))).toBe('{"type":"string"}');
    expect(printJson(tuple.itemAt(1))).toBe('{"type":"number"}');
    expect(printJson(read({ type: 'array' }).itemAt(0))).toBe('{}');
    expect(read({ type: 'object', properties: { a: {} } }).additional).toBeUndefined();
    expect(read({ type: 'object', additionalProperties: false }).additional).toBeUndefined();
    expect(read({ type: 'object', additionalProperties: true }).additional).toBeDefined();
    expect(read({ type: 'object' }).additional).toBeDefined();
    expect(read({ type: 'number', minimum: 1, maximum: 3 }).hints).toEqual(['≥ 1', '≤ 3']);
    expect(read({ type: 'string', pattern: '^a', deprecated: true })).toMatchObject({
      hints: ['matches ^a'],
      deprecated: true,
    });
  });
});

describe('first values', () => {
  it('are the defaults and nothing else', () => {
    const schema = {
      type: 'object',
      properties: { a: { default: 5 }, b: { type: 'string' }, c: { default: null } },
    };
    expect(printJson(initialArguments(fromPlain(schema)))).toBe('{"a":5,"c":null}');
  });

  it.each([
    [{ type: 'string' }, '""'],
    [{ type: 'integer' }, '0'],
    [{ type: 'boolean' }, 'false'],
    [{ type: 'array' }, '[]'],
    [{ type: 'object' }, '{}'],
    [{ enum: ['x'] }, '"x"'],
    [{ enum: [] }, 'null'],
    [{ type: 'null' }, 'null'],
    [{ type: ['number', 'string'] }, '0'],
    [{ type: 'string', default: 'd' }, '"d"'],
  ])('of %j is %s', (schema, text) => {
    const node = fromPlain(schema);
    expect(printJson(seedOf(node, node))).toBe(text);
  });
});

describe('checking', () => {
  const check = (schema: unknown, value: unknown) =>
    makeChecker(fromPlain(schema))(fromPlain(value));

  it('names each place that disagrees', () => {
    const schema = {
      type: 'object',
      properties: { n: { type: 'integer', minimum: 3 }, list: { items: { type: 'string' } } },
      required: ['must'],
    };
    const verdict = check(schema, { n: 1, list: ['a', 2] });
    if (verdict.state !== 'checked') throw new Error('not checked');
    expect(verdict.violations.map(({ pointer }) => pointer).sort()).toEqual(['', '/list/1', '/n']);
  });

  it('is content with what fits', () => {
    expect(check({ type: 'object' }, {})).toMatchObject({ state: 'checked', violations: [] });
    expect(
      check({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }, {}),
    ).toMatchObject({ violations: [] });
    expect(check({ $schema: 'http://json-schema.org/draft-04/schema#' }, 1)).toMatchObject({
      violations: [],
    });
    expect(check({ $schema: 'https://json-schema.org/draft/2019-09/schema' }, 1)).toMatchObject({
      violations: [],
    });
  });

  it('does not let a pattern run for ever, and says that it did not look', () => {
    const schema = {
      type: 'string',
      pattern: '^(a+)+$',
      patternProperties: { '(x*)*': {}, '^y': {} },
    };
    const verdict = check(schema, `${'a'.repeat(40)}!`);
    expect(verdict).toMatchObject({ state: 'checked', violations: [] });
    expect(verdict.state === 'checked' && verdict.unchecked).toEqual([
      'pattern ^(a+)+$',
      'patternProperties',
    ]);
    expect(check({ pattern: '(' }, 'a')).toMatchObject({ unchecked: ['pattern ('] });
  });

  it('does not fetch, does not loop and does not drown', () => {
    expect(check({ $ref: 'https://elsewhere.example/s.json' }, 1).state).toBe('unchecked');
    expect(check({ $ref: '#' }, 1)).toMatchObject({ state: 'unchecked' });
    const big = Array.from({ length: 30_000 }, () => 1);
    expect(check({ enum: big }, 1)).toMatchObject({
      why: expect.stringContaining('schema is too large'),
    });
    expect(check({}, big)).toMatchObject({ why: expect.stringContaining('value is too large') });
  });
});

describe('hostile schemas', () => {
  const hostile: [why: string, schema: unknown][] = [
    ['no schema at all', null],
    ['a list', []],
    ['properties that are no object', { type: 'object', properties: [] }],
    ['required that is no list', { type: 'object', required: 'x' }],
    ['an enumeration of nothing', { enum: [] }],
    ['oneOf of nonsense', { oneOf: [null, 1, 'x', []] }],
    [
      'allOf that refers to itself',
      { $defs: { a: { allOf: [{ $ref: '#/$defs/a' }] } }, $ref: '#/$defs/a' },
    ],
    ['names that mean something', { properties: { __proto__: {}, constructor: {}, toString: {} } }],
    ['items that are false', { type: 'array', items: false }],
    ['a type of types', { type: ['string', 3, null, 'array'] }],
    [
      'script in every text',
      { title: '<script>alert(1)</script>', description: '<img onerror=x>' },
    ],
    [
      'a deep one',
      Array.from({ length: 200 }).reduce((inner) => ({ properties: { a: inner } }), {}),
    ],
  ];
  it.each(hostile)('%s is read, seeded and checked without a crash', (_, schema) => {
    const node: Json = fromPlain(schema);
    expect(readField(node, node)).toBeDefined();
    expect(seedOf(node, node)).toBeDefined();
    expect(initialArguments(node)).toBeDefined();
    expect(makeChecker(node)(fromPlain({ a: 1 }))).toBeDefined();
  });
});

describe('what would take for ever to check', () => {
  const doubling = (word: string) => ({
    $defs: Object.fromEntries(
      Array.from({ length: 40 }, (_, at) => [
        `d${at}`,
        { [word]: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
      ]),
    ),
    $ref: '#/$defs/d0',
  });
  const inDepth = {
    $defs: { a: { properties: { a: { anyOf: [{ $ref: '#/$defs/a' }, { $ref: '#/$defs/a' }] } } } },
    $ref: '#/$defs/a',
  };
  const deep = (depth: number): unknown => (depth === 0 ? {} : { a: deep(depth - 1) });
  const perItem = (schema: unknown) => ({ items: schema, additionalProperties: schema });

  it.each([
    ['allOf', doubling('allOf'), {}],
    ['anyOf', doubling('anyOf'), {}],
    ['oneOf', doubling('oneOf'), 'x'],
    ['a deep value', inDepth, deep(40)],
    [
      'items of items',
      {
        $defs: { l: perItem({ anyOf: [{ $ref: '#/$defs/l' }, { $ref: '#/$defs/l' }] }) },
        $ref: '#/$defs/l',
      },
      JSON.parse('['.repeat(40) + ']'.repeat(40)),
    ],
    [
      'a base of its own',
      { $defs: { a: { $id: 'https://x.example/', type: 'string' } }, $ref: '#/$defs/a' },
      1,
    ],
  ])('%s is not begun', (_, schema, value) => {
    const begun = performance.now();
    expect(makeChecker(fromPlain(schema))(fromPlain(value)).state).toBe('unchecked');
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it.each([
    [inDepth, deep(5)],
    [perItem({ type: 'integer' }), Array.from({ length: 5_000 }, (_, at) => at)],
    [perItem({ type: 'integer' }), { a: 1 }],
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema.
    [{ if: { type: 'string' }, then: { minLength: 1 }, not: { const: 7 } }, 'x'],
    [{ dependentSchemas: { a: { required: ['b'] } } }, { a: 1, b: 2 }],
    [{ patternProperties: { '^a': { type: 'integer' } } }, { a: 1 }],
    [{ prefixItems: [{ type: 'integer' }], items: { type: 'string' } }, [1, 'a']],
  ])('%j is checked', (schema, value) => {
    const verdict = makeChecker(fromPlain(schema))(fromPlain(value));
    expect(verdict).toEqual({ state: 'checked', violations: [], unchecked: [] });
  });
});
