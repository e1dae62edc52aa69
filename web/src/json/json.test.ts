// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { jsonLines, tokensOf } from './lines';
import { depthMax, parseJson } from './parse';
import { pathOf, pointerOf, valueAt, withValueAt } from './pointer';
import { printJson } from './print';
import { boolean, equal, fromPlain, type Json, number, object, string, toPlain } from './tree';

const tree = (text: string): Json => {
  const parsed = parseJson(text);
  if (!parsed.ok) throw parsed.problem;
  return parsed.value;
};

describe('parsing and printing', () => {
  it.each([
    ['{"b":1,"a":2,"10":3,"2":4}', 'members keep their order, names like numbers too'],
    ['9007199254740993', 'integers beyond what a double holds'],
    ['[1.50,1e2,-0,0.10,12345678901234567890123]', 'numbers keep their spelling'],
    ['{"__proto__":{"a":1},"constructor":null}', 'names that mean something in JavaScript'],
    ['"a\\u0000\\ud800b\\n"', 'escapes, and half of a pair'],
    ['[[],{},[{}],true,false,null,""]', 'empty things'],
    ['{"a":1,"a":2}', 'a name twice, in what a server sent'],
  ])('%s comes out as it went in: %s', (text) => {
    expect(printJson(tree(text))).toBe(text);
  });

  it('prints with two spaces as everybody does', () => {
    const value = { a: [1, { b: null }], c: {}, d: [] };
    expect(printJson(fromPlain(value), 2)).toBe(JSON.stringify(value, null, 2));
  });

  it.each([
    ['', 'line 1, column 1: a value is missing'],
    ['{"a":1,}', 'line 1, column 8: a name in double quotes was expected'],
    ['{"a" 1}', "line 1, column 6: ':' was expected"],
    ['{"a":1 "b":2}', "line 1, column 8: ',' or '}' was expected"],
    ['[1 2]', "line 1, column 4: ',' or ']' was expected"],
    ['[1,\n  x]', 'line 2, column 3: a value was expected'],
    ['01', 'line 1, column 2: this is no JSON number'],
    ['-', 'line 1, column 2: a digit was expected'],
    ['"a', 'line 1, column 1: this text has no end'],
    ['"a\nb"', 'line 1, column 3: a control character must be written as an escape'],
    ['"\\x"', 'line 1, column 2: this is no JSON escape'],
    ['"\\u12"', "line 1, column 2: four hex digits must follow '\\u'"],
    ['1 2', 'line 1, column 3: nothing may follow the value'],
  ])('refuses %j and says where', (text, message) => {
    const parsed = parseJson(text);
    expect(parsed.ok ? '' : parsed.problem.message).toBe(message);
  });

  it('refuses a name twice where a user writes', () => {
    const parsed = parseJson('{"a":1,"a":2}', { duplicates: 'refuse' });
    expect(parsed.ok ? '' : parsed.problem.message).toContain('stands here twice');
  });

  it('refuses what is nested without an end, instead of running out of stack', () => {
    const deep = '['.repeat(100_000);
    expect(parseJson(deep).ok).toBe(false);
    const allowed = '['.repeat(depthMax) + ']'.repeat(depthMax);
    expect(parseJson(allowed).ok).toBe(true);
  });
});

describe('trees', () => {
  it('become plain values and back', () => {
    const value = { a: [1, 'x', true, null], b: { c: {} } };
    expect(toPlain(fromPlain(value))).toEqual(value);
  });

  it('do not change a prototype', () => {
    const plain = toPlain(tree('{"__proto__":{"polluted":true}}')) as Record<string, unknown>;
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
    expect(plain.polluted).toBeUndefined();
  });

  it.each([
    ['1', '1.0', true],
    ['9007199254740993', '9007199254740992', false],
    ['{"a":1,"b":2}', '{"b":2,"a":1}', true],
    ['{"a":1}', '{"b":1}', false],
    ['[1,2]', '[2,1]', false],
    ['"a"', '"a"', true],
    ['null', 'null', true],
    ['true', 'false', false],
    ['[]', '{}', false],
  ])('%s equals %s: %s', (a, b, expected) => {
    expect(equal(tree(a), tree(b))).toBe(expected);
  });
});

describe('pointers', () => {
  const root = tree('{"a/b":{"~":[1,{"x":true}]}}');
  it('name a value, whatever its name is made of', () => {
    const pointer = pointerOf(['a/b', '~', 1, 'x']);
    expect(pointer).toBe('/a~1b/~0/1/x');
    expect(pathOf(pointer)).toEqual(['a/b', '~', '1', 'x']);
    expect(valueAt(root, pointer)).toEqual(boolean(true));
    expect(valueAt(root, '')).toBe(root);
    expect(valueAt(root, '/a~1b/~0/z')).toBeUndefined();
    expect(valueAt(root, '/a~1b/~0/0/z')).toBeUndefined();
  });

  it('set and remove without touching the original', () => {
    const before = printJson(root);
    expect(printJson(withValueAt(root, '/a~1b/~0/0', number('7')) as Json)).toBe(
      '{"a/b":{"~":[7,{"x":true}]}}',
    );
    expect(printJson(withValueAt(root, '/a~1b/~0/0', undefined) as Json)).toBe(
      '{"a/b":{"~":[{"x":true}]}}',
    );
    expect(printJson(withValueAt(root, '/new/deep', string('v')) as Json)).toContain(
      '"new":{"deep":"v"}',
    );
    expect(printJson(withValueAt(object(), '/x/y', undefined) as Json)).toBe('{}');
    expect(printJson(root)).toBe(before);
  });
});

describe('lines of a viewer', () => {
  const text = (lines: ReturnType<typeof jsonLines>) =>
    lines
      .map(
        (line) =>
          '  '.repeat(line.indent) +
          tokensOf(line)
            .map((token) => token.text)
            .join(''),
      )
      .join('\n');

  it('are those of the printed JSON', () => {
    const value = fromPlain({ a: [1, { b: null }], c: {}, d: [], e: 'x', f: true });
    expect(text(jsonLines(value))).toBe(printJson(value, 2));
  });

  it('cut a text that is too long, and say so', () => {
    const [line] = jsonLines(string('x'.repeat(5_000)));
    expect(line && tokensOf(line)[1]).toEqual({
      kind: 'note',
      text: ' 5,000 characters, 2000 shown',
    });
  });

  it('show what would turn or hide text', () => {
    expect(text(jsonLines(string('a\u202eb\u200bc')))).toBe('"a\\u202eb\\u200bc"');
  });
});
