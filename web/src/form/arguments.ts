// SPDX-License-Identifier: Apache-2.0
import { parseCommand, printCommand } from '@/command/grammar';
import { parseJson } from '@/json/parse';
import { withValueAt } from '@/json/pointer';
import { printJson } from '@/json/print';
import { type Json, type JsonObject, object } from '@/json/tree';

export type Mode = 'form' | 'json' | 'command';
export type Draft = { text: string; why: string };

/**
 * The arguments of one tool. `value` is the truth in every mode; a draft is what somebody is still
 * writing and cannot be a value yet, kept by the JSON Pointer of its field.
 */
export type Arguments = {
  tool: string;
  mode: Mode;
  value: JsonObject;
  drafts: Record<string, Draft>;
  text: string;
  /** Why `text` cannot be read, in the modes that have one. */
  broken: string | undefined;
  /** Why the mode was not changed. */
  refused: string | undefined;
};

export type Action =
  | { type: 'set'; pointer: string; value: Json | undefined }
  | { type: 'draft'; pointer: string; draft: Draft }
  | { type: 'write'; text: string }
  | { type: 'mode'; mode: Mode }
  | { type: 'format' }
  | { type: 'replace'; value: JsonObject };

export function newArguments(tool: string, value: JsonObject, mode: Mode = 'form'): Arguments {
  const fresh: Arguments = {
    tool,
    mode,
    value,
    drafts: {},
    text: '',
    broken: undefined,
    refused: undefined,
  };
  return { ...fresh, text: textFor(fresh, mode) };
}

function textFor({ tool, value }: Arguments, mode: Mode): string {
  if (mode === 'json') return printJson(value, 2);
  return mode === 'command' ? printCommand({ tool, params: value }) : '';
}

export function reduce(state: Arguments, action: Action): Arguments {
  switch (action.type) {
    case 'set': {
      const value = withValueAt(state.value, action.pointer, action.value);
      const drafts = without(state.drafts, action.pointer);
      return {
        ...state,
        value: value?.kind === 'object' ? value : object(),
        drafts,
        refused: undefined,
      };
    }
    case 'draft':
      return {
        ...state,
        drafts: { ...without(state.drafts, action.pointer), [action.pointer]: action.draft },
      };
    case 'write':
      return { ...written(state, action.text), text: action.text, refused: undefined };
    case 'mode':
      return inMode(state, action.mode);
    case 'format':
      return state.broken === undefined ? { ...state, text: textFor(state, state.mode) } : state;
    case 'replace':
      return newArguments(state.tool, action.value, state.mode);
  }
}

/** What is below a value that was set anew is no draft any more. */
function without(drafts: Arguments['drafts'], pointer: string): Arguments['drafts'] {
  return Object.fromEntries(
    Object.entries(drafts).filter(([at]) => at !== pointer && !at.startsWith(`${pointer}/`)),
  );
}

/** A text that cannot be read leaves the value as it was. */
function written(state: Arguments, text: string): Arguments {
  if (state.mode === 'command') {
    const read = parseCommand(text);
    if (!read.ok) return { ...state, broken: `column ${read.column}: ${read.why}` };
    if (read.command.tool !== state.tool)
      return {
        ...state,
        broken: `this calls '${read.command.tool}', but '${state.tool}' is selected`,
      };
    return { ...state, value: read.command.params, broken: undefined };
  }
  const parsed = parseJson(text, { duplicates: 'refuse' });
  if (!parsed.ok) return { ...state, broken: parsed.problem.message };
  if (parsed.value.kind !== 'object')
    return { ...state, broken: 'the arguments of a tool are an object: { … }' };
  return { ...state, value: parsed.value, broken: undefined };
}

function inMode(state: Arguments, mode: Mode): Arguments {
  if (mode === state.mode) return state;
  const why = blockedBy(state);
  if (why !== undefined)
    return { ...state, refused: `Nothing was switched, so that nothing is lost: ${why}` };
  const next = { ...state, mode, refused: undefined };
  return { ...next, text: textFor(next, mode) };
}

/** Why these arguments cannot be sent as they stand; a schema's complaint is no reason. */
export function blockedBy(state: Arguments): string | undefined {
  if (state.broken !== undefined) return state.broken;
  const [first] = Object.entries(state.drafts);
  return first && `${first[0].slice(1)}: ${first[1].why}`;
}
