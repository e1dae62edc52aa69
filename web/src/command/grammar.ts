// SPDX-License-Identifier: Apache-2.0
import { JsonProblem, parseValueAt } from '@/json/parse';
import { printJson } from '@/json/print';
import { type Json, type JsonObject, object } from '@/json/tree';

export type Command = { tool: string; params: JsonObject };
export type CommandRead =
  | { ok: true; command: Command }
  | { ok: false; column: number; why: string };

class CommandProblem extends Error {
  constructor(
    readonly column: number,
    why: string,
  ) {
    super(why);
  }
}

/** `tool(name="text", n=3, flag=true, list=[1,2])` or a bare `tool`; the daemon's own grammar. */
export function parseCommand(text: string): CommandRead {
  try {
    return { ok: true, command: new Parser(text).command() };
  } catch (problem) {
    if (problem instanceof CommandProblem)
      return { ok: false, column: problem.column, why: problem.message };
    throw problem;
  }
}

export function printCommand({ tool, params }: Command): string {
  const args = params.members.map(([name, value]) => {
    const written = /^[\w.$-]+$/.test(name) ? name : JSON.stringify(name);
    return `${written}=${printJson(value)}`;
  });
  return args.length === 0 ? tool : `${tool}(${args.join(', ')})`;
}

const namePattern = /[\w.$-]+/y;

class Parser {
  private at = 0;
  constructor(private readonly text: string) {}

  command(): Command {
    this.skipBlanks();
    const tool = /[^\s(]*/y;
    tool.lastIndex = this.at;
    const name = tool.exec(this.text)?.[0] ?? '';
    if (name === '') this.expected('the name of a tool');
    this.at += name.length;
    this.skipBlanks();
    if (this.at >= this.text.length) return { tool: name, params: object() };
    if (!this.takes('(')) this.expected("'(' or the end");
    const params = this.args();
    this.skipBlanks();
    if (this.at < this.text.length) this.expected("the end after ')'");
    return { tool: name, params };
  }

  private args(): JsonObject {
    const members: [string, Json][] = [];
    for (;;) {
      this.skipBlanks();
      if (this.takes(')')) return object(members);
      if (members.length > 0) {
        if (!this.takes(',')) this.expected("',' or ')'");
        this.skipBlanks();
      }
      const begin = this.at;
      const name = this.name();
      if (members.some(([other]) => other === name)) {
        this.at = begin;
        this.expected(`another name, '${name}' was given before`);
      }
      this.skipBlanks();
      if (!this.takes('=')) this.expected(`'=' after '${name}'`);
      this.skipBlanks();
      members.push([name, this.value()]);
    }
  }

  private name(): string {
    if (this.text[this.at] === '"') {
      const quoted = this.value();
      return quoted.kind === 'string' ? quoted.value : '';
    }
    namePattern.lastIndex = this.at;
    const name = namePattern.exec(this.text)?.[0];
    if (name === undefined) return this.expected('an argument, written name=value');
    this.at += name.length;
    return name;
  }

  private value(): Json {
    try {
      const { value, end } = parseValueAt(this.text, this.at);
      if (/[^\s,)=]/.test(this.text[end] ?? '')) throw new JsonProblem('', end, 1, end);
      this.at = end;
      return value;
    } catch (problem) {
      if (!(problem instanceof JsonProblem)) throw problem;
      return this.expected(
        'a JSON value (a text in double quotes, a number, true, false, null, […] or {…})',
      );
    }
  }

  private skipBlanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }

  private takes(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private expected(what: string): never {
    throw new CommandProblem(this.at + 1, `expected ${what}`);
  }
}
