// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { toolOf } from '@/api/servers';
import { fromPlain } from '@/json/tree';
import { compareTools } from './compare';

const tool = (name: string, properties: object = {}, more: object = {}) =>
  toolOf(fromPlain({ name, inputSchema: { type: 'object', properties, ...more }, ...more }));

const said = (before: object, after: object, moreBefore = {}, moreAfter = {}) => {
  const { changed } = compareTools([tool('t', before, moreBefore)], [tool('t', after, moreAfter)]);
  return changed.flatMap(({ changes }) =>
    changes.map(({ text, name, breaks }) => `${text}${name ?? ''}${breaks ? ' !' : ''}`),
  );
};

it('tells added, removed, changed and same tools apart', () => {
  const difference = compareTools(
    [tool('a'), tool('b'), tool('c', { x: { type: 'string' } })],
    [tool('b'), tool('c', { x: { type: 'number' } }), tool('d'), tool('__proto__')],
  );
  expect(difference.added.map(({ name }) => name)).toEqual(['d', '__proto__']);
  expect(difference.removed.map(({ name }) => name)).toEqual(['a']);
  expect(difference.changed.map(({ name }) => name)).toEqual(['c']);
  expect(difference.same).toBe(1);
});

it('does not lose a name that occurs twice', () => {
  const { added, same } = compareTools([tool('a')], [tool('a'), tool('a', { x: {} })]);
  expect(added).toHaveLength(1);
  expect(same).toBe(1);
});

const text = { type: 'string' };
it.each([
  [{}, { a: text }, {}, {}, ['Parameter added:a']],
  [{}, { a: text }, {}, { required: ['a'] }, ['Required parameter added:a !']],
  [{ a: text }, {}, {}, {}, ['Parameter removed:a !']],
  [{ a: text }, { a: text }, {}, { required: ['a'] }, ['Required now:a !']],
  [{ a: text }, { a: text }, { required: ['a'] }, {}, ['No longer required:a']],
  [{ a: text }, { a: { type: 'integer' } }, {}, {}, ['Type changed from string to integer:a !']],
  [{ a: { enum: [1, 2] } }, { a: { enum: [2] } }, {}, {}, ['Choices removed:a !']],
  [{ a: { enum: [1] } }, { a: { enum: [1, 2] } }, {}, {}, ['Changed:a']],
  [{ a: text }, { a: { ...text, default: 'x' } }, {}, {}, ['Default changed:a']],
  [{}, {}, {}, { additionalProperties: false }, ['Input schema changed']],
] as const)('%j to %j', (before, after, moreBefore, moreAfter, changes) => {
  expect(said(before, after, moreBefore, moreAfter)).toEqual(changes);
});

it('tells what changed besides the parameters', () => {
  const older = toolOf(fromPlain({ name: 't', inputSchema: {}, description: 'a', title: 'A' }));
  const younger = toolOf(
    fromPlain({
      name: 't',
      inputSchema: {},
      outputSchema: { type: 'object' },
      description: 'b',
      title: 'B',
      annotations: { destructiveHint: true },
    }),
  );
  const texts = (a: typeof older, b: typeof older) =>
    compareTools([a], [b]).changed[0]?.changes.map((change) => change.text);
  expect(texts(older, younger)).toEqual([
    'Output schema changed',
    'Description changed',
    'Title changed',
    'Says of itself now that it may destroy',
  ]);
  expect(texts(younger, older)).toContain('Annotations changed');
  const other = toolOf(
    fromPlain({ name: 't', inputSchema: {}, description: 'a', title: 'A', x: 1 }),
  );
  expect(texts(older, other)).toEqual(['Something else changed']);
});
