// SPDX-License-Identifier: Apache-2.0
import { expect, it } from 'vitest';
import { printJson } from '@/json/print';
import { number, object, string } from '@/json/tree';
import { type Action, type Arguments, blockedBy, newArguments, reduce } from './arguments';

const after = (...actions: Action[]): Arguments =>
  actions.reduce(reduce, newArguments('t', object([['a', string('x')]])));
const value = (state: Arguments) => printJson(state.value);

it('shows in every mode what another mode wrote', () => {
  const state = after(
    { type: 'set', pointer: '/b', value: number('9007199254740993') },
    { type: 'mode', mode: 'command' },
  );
  expect(state.text).toBe('t(a="x", b=9007199254740993)');
  const next = [
    { type: 'write', text: 't(b=2, a="y")' } as const,
    { type: 'mode', mode: 'json' } as const,
  ].reduce(reduce, state);
  expect(next.text).toBe('{\n  "b": 2,\n  "a": "y"\n}');
});

it('keeps the last value while the text is broken, and does not switch', () => {
  const state = after(
    { type: 'mode', mode: 'json' },
    { type: 'write', text: '{"a":' },
    { type: 'mode', mode: 'form' },
  );
  expect(value(state)).toBe('{"a":"x"}');
  expect(state.mode).toBe('json');
  expect(state.text).toBe('{"a":');
  expect(state.refused).toContain('nothing is lost');
  expect(blockedBy(state)).toContain('line 1, column 6');
});

it.each([
  ['json', '[1]', 'an object'],
  ['json', '{"a":1,"a":2}', 'twice'],
  ['command', 'other(a=1)', "'t' is selected"],
  ['command', 't(', 'column 3'],
] as const)('in %s mode %s is not taken', (mode, text, why) => {
  const state = after({ type: 'mode', mode }, { type: 'write', text });
  expect(state.broken).toContain(why);
  expect(value(state)).toBe('{"a":"x"}');
});

it('keeps what somebody still writes beside the value, until it is one', () => {
  const drafted = after({
    type: 'draft',
    pointer: '/n',
    draft: { text: '1e', why: 'no number yet' },
  });
  expect(value(drafted)).toBe('{"a":"x"}');
  expect(blockedBy(drafted)).toBe('n: no number yet');
  expect(reduce(drafted, { type: 'mode', mode: 'json' }).mode).toBe('form');
  const done = reduce(drafted, { type: 'set', pointer: '/n', value: number('1e3') });
  expect(blockedBy(done)).toBeUndefined();
});

it('formats, replaces, and stays where it is', () => {
  const json = after({ type: 'mode', mode: 'json' }, { type: 'write', text: '{"a":1}' });
  expect(reduce(json, { type: 'format' }).text).toBe('{\n  "a": 1\n}');
  const broken = reduce(json, { type: 'write', text: '{' });
  expect(reduce(broken, { type: 'format' }).text).toBe('{');
  expect(reduce(broken, { type: 'mode', mode: 'json' })).toBe(broken);
  expect(reduce(broken, { type: 'replace', value: object() })).toMatchObject({
    text: '{}',
    broken: undefined,
  });
});
