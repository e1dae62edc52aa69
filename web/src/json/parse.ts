// SPDX-License-Identifier: Apache-2.0
import { array, boolean, type Json, jsonNull, number, object, string } from './tree';

export const depthMax = 512;

/** Where reading stopped and why; `line` and `column` count from 1. */
export class JsonProblem extends Error {
  constructor(
    readonly why: string,
    readonly offset: number,
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${why}`);
  }
}

export type Parsed = { ok: true; value: Json } | { ok: false; problem: JsonProblem };

type Options = {
  /** A result is shown as it is; what a user writes must not hold a name twice. */
  duplicates?: 'keep' | 'refuse';
};

export function parseJson(text: string, options: Options = {}): Parsed {
  try {
    return { ok: true, value: new Parser(text, options.duplicates === 'refuse').whole() };
  } catch (problem) {
    if (problem instanceof JsonProblem) return { ok: false, problem };
    throw problem;
  }
}

/** Reads one value at `begin` and tells where it ends; throws `JsonProblem`. */
export function parseValueAt(text: string, begin: number): { value: Json; end: number } {
  const parser = new Parser(text, true, begin);
  return { value: parser.value(0), end: parser.at };
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const plainText = /[^"\\\u0000-\u001f]*/y;
const blanks = /[ \t\n\r]*/y;

const escapes: Record<string, string> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class Parser {
  constructor(
    private readonly text: string,
    private readonly refuseDuplicates: boolean,
    public at = 0,
  ) {}

  whole(): Json {
    this.skipBlanks();
    const value = this.value(0);
    this.skipBlanks();
    if (this.at < this.text.length) this.fail('nothing may follow the value');
    return value;
  }

  value(depth: number): Json {
    if (depth > depthMax) this.fail(`nested deeper than ${depthMax}`);
    const sign = this.text[this.at];
    if (sign === '{') return this.object(depth);
    if (sign === '[') return this.array(depth);
    if (sign === '"') return string(this.string());
    if (sign === '-' || (sign !== undefined && sign >= '0' && sign <= '9')) return this.number();
    for (const [word, value] of words)
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    return this.fail(sign === undefined ? 'a value is missing' : 'a value was expected');
  }

  private object(depth: number): Json {
    const members: [string, Json][] = [];
    const names = this.refuseDuplicates ? new Set<string>() : undefined;
    this.at += 1;
    this.skipBlanks();
    if (this.takes('}')) return object();
    for (;;) {
      const begin = this.at;
      if (this.text[this.at] !== '"') this.fail('a name in double quotes was expected');
      const name = this.string();
      if (names?.has(name)) this.fail(`the name "${name}" stands here twice`, begin);
      names?.add(name);
      this.skipBlanks();
      if (!this.takes(':')) this.fail("':' was expected");
      this.skipBlanks();
      members.push([name, this.value(depth + 1)]);
      this.skipBlanks();
      if (this.takes('}')) return object(members);
      if (!this.takes(',')) this.fail("',' or '}' was expected");
      this.skipBlanks();
    }
  }

  private array(depth: number): Json {
    const items: Json[] = [];
    this.at += 1;
    this.skipBlanks();
    if (this.takes(']')) return array();
    for (;;) {
      items.push(this.value(depth + 1));
      this.skipBlanks();
      if (this.takes(']')) return array(items);
      if (!this.takes(',')) this.fail("',' or ']' was expected");
      this.skipBlanks();
    }
  }

  private number(): Json {
    numberPattern.lastIndex = this.at;
    const found = numberPattern.exec(this.text)?.[0];
    if (found === undefined) return this.fail('a digit was expected', this.at + 1);
    this.at += found.length;
    if (/[\d.eE+-]/.test(this.text[this.at] ?? '')) this.fail('this is no JSON number');
    return number(found);
  }

  private string(): string {
    const begin = this.at;
    this.at += 1;
    let out = '';
    for (;;) {
      plainText.lastIndex = this.at;
      const part = plainText.exec(this.text)?.[0] ?? '';
      out += part;
      this.at += part.length;
      const sign = this.text[this.at];
      if (sign === undefined) return this.fail('this text has no end', begin);
      if (sign === '"') {
        this.at += 1;
        return out;
      }
      if (sign !== '\\') return this.fail('a control character must be written as an escape');
      out += this.escape();
    }
  }

  private escape(): string {
    const sign = this.text[this.at + 1] ?? '';
    if (sign === 'u') {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[\da-fA-F]{4}$/.test(digits)) this.fail("four hex digits must follow '\\u'");
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const meant = escapes[sign];
    if (meant === undefined) return this.fail('this is no JSON escape');
    this.at += 2;
    return meant;
  }

  private skipBlanks(): void {
    blanks.lastIndex = this.at;
    this.at += blanks.exec(this.text)?.[0].length ?? 0;
  }

  private takes(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private fail(why: string, at = this.at): never {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    throw new JsonProblem(why, at, line, at - before.lastIndexOf('\n'));
  }
}

const words: [string, Json][] = [
  ['true', boolean(true)],
  ['false', boolean(false)],
  ['null', jsonNull],
];
