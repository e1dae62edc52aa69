// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { printJson } from '@/json/print';
import { parseCommand, printCommand } from './grammar';

describe('commands', () => {
  it.each([
    ['tool', 'tool', '{}', 'a bare tool'],
    ['  tool ( ) ', 'tool', '{}', 'blanks and no arguments'],
    [
      'tool(name="text", n=3, flag=true, list=[1,2], obj={"a":1})',
      'tool',
      '{"name":"text","n":3,"flag":true,"list":[1,2],"obj":{"a":1}}',
      'the documented form',
    ],
    [
      't(n=1.50e+2, big=12345678901234567890123)',
      't',
      '{"n":1.50e+2,"big":12345678901234567890123}',
      'numbers keep their spelling',
    ],
    [
      't(s="a,b)=\\"(", x=null)',
      't',
      '{"s":"a,b)=\\"(","x":null}',
      'signs of the grammar inside a text',
    ],
    [
      't(o={"k":["}",{"a":")"}]})',
      't',
      '{"o":{"k":["}",{"a":")"}]}}',
      'brackets inside nested texts',
    ],
    ['t("two words"=1)', 't', '{"two words":1}', 'a quoted name'],
    ['group.tool-a/b:c(x=-1)', 'group.tool-a/b:c', '{"x":-1}', 'signs in the name of a tool'],
    ['t(x="é")', 't', '{"x":"é"}', 'text beyond ASCII'],
  ])('%s', (text, tool, params) => {
    const read = parseCommand(text);
    if (!read.ok) throw new Error(read.why);
    expect(read.command.tool).toBe(tool);
    expect(printJson(read.command.params)).toBe(params);
    const again = parseCommand(printCommand(read.command));
    expect(again.ok && printJson(again.command.params)).toBe(params);
  });

  it.each([
    ['', 1, 'nothing'],
    ['(x=1)', 1, 'no tool'],
    ['t(', 3, 'not closed'],
    ['t(x=1', 6, 'not closed after an argument'],
    ['t(1)', 4, 'an argument without a name'],
    ['t(x)', 4, 'a name without a value'],
    ['t(x=)', 5, 'no value'],
    ['t(x=text)', 5, 'a text without quotes'],
    ["t(x='a')", 5, 'single quotes'],
    ['t(x=True)', 5, 'the true of another language'],
    ['t(x="a)', 5, 'a text without its end'],
    ['t(x=[1,2)', 5, 'an array without its end'],
    ['t(x=0\0y)', 5, 'a NUL'],
    ['t(x=01)', 5, 'no JSON number'],
    ['t(x=1 y=2)', 7, 'no comma'],
    ['t(x=1,)', 7, 'a comma too many'],
    ['t(x=1, x=2)', 8, 'a name twice'],
    ['t(x=1) y', 8, 'something behind'],
    ['t u', 3, 'two words'],
  ])('%j is refused at column %i: %s', (text, column) => {
    const read = parseCommand(text);
    expect(read.ok ? 0 : read.column).toBe(column);
  });

  it('survives every cut', () => {
    const whole = 'tool(name="t\\"x", n=3, list=[1,{"a":"]"}], o={"b":[]})';
    for (let size = 0; size < whole.length; size += 1)
      expect(parseCommand(whole.slice(0, size)).ok, whole.slice(0, size)).toBe(
        size >= 1 && size <= 4,
      );
  });
});
