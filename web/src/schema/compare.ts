// SPDX-License-Identifier: Apache-2.0
import type { Tool } from '@/api/servers';
import { printJson } from '@/json/print';
import { equal, type Json, jsonNull, member } from '@/json/tree';
import { type Field, readField } from './read';

/** One sentence on what changed; `breaks` when a call that was right may now be wrong. */
export type Change = { text: string; name?: string; breaks: boolean };
export type ChangedTool = { name: string; before: Tool; after: Tool; changes: Change[] };
export type ToolDifference = {
  added: Tool[];
  removed: Tool[];
  changed: ChangedTool[];
  same: number;
};

/** Names that occur twice, which they must not, are told apart by their turn. */
function byName(tools: Tool[]): Map<string, Tool> {
  const found = new Map<string, Tool>();
  for (const tool of tools) {
    let turn = 0;
    while (found.has(`${turn} ${tool.name}`)) turn += 1;
    found.set(`${turn} ${tool.name}`, tool);
  }
  return found;
}

export function compareTools(before: Tool[], after: Tool[]): ToolDifference {
  const old = byName(before);
  const young = byName(after);
  const difference: ToolDifference = { added: [], removed: [], changed: [], same: 0 };
  for (const [key, tool] of old) if (!young.has(key)) difference.removed.push(tool);
  for (const [key, tool] of young) {
    const earlier = old.get(key);
    if (!earlier) difference.added.push(tool);
    else if (equal(earlier.whole, tool.whole)) difference.same += 1;
    else
      difference.changed.push({
        name: tool.name,
        before: earlier,
        after: tool,
        changes: changesOf(earlier, tool),
      });
  }
  return difference;
}

function changesOf(before: Tool, after: Tool): Change[] {
  const changes: Change[] = [];
  const said = (text: string, a: Json | undefined, b: Json | undefined) => {
    if (!same(a, b)) changes.push({ text, breaks: false });
  };
  changes.push(...parametersOf(before.inputSchema, after.inputSchema));
  if (changes.length === 0) said('Input schema changed', before.inputSchema, after.inputSchema);
  said('Output schema changed', before.outputSchema, after.outputSchema);
  if (before.description !== after.description)
    changes.push({ text: 'Description changed', breaks: false });
  if (before.title !== after.title) changes.push({ text: 'Title changed', breaks: false });
  if (!before.destructive && after.destructive)
    changes.push({ text: 'Says of itself now that it may destroy', breaks: false });
  else
    said(
      'Annotations changed',
      member(before.whole, 'annotations'),
      member(after.whole, 'annotations'),
    );
  if (changes.length === 0) changes.push({ text: 'Something else changed', breaks: false });
  return changes;
}

function same(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equal(a, b);
}

type Parameter = Field['properties'][number];

function parametersOf(before: Json, after: Json): Change[] {
  const read = (schema: Json) =>
    new Map(readField(schema, schema).properties.map((one) => [one.name, one]));
  const old = read(before);
  const young = read(after);
  const changes: Change[] = [];
  for (const [name] of old)
    if (!young.has(name)) changes.push({ text: 'Parameter removed:', name, breaks: true });
  for (const [name, parameter] of young) {
    const earlier = old.get(name);
    if (earlier) changes.push(...parameterChanges(before, earlier, after, parameter));
    else if (parameter.required)
      changes.push({ text: 'Required parameter added:', name, breaks: true });
    else changes.push({ text: 'Parameter added:', name, breaks: false });
  }
  return changes;
}

function parameterChanges(before: Json, old: Parameter, after: Json, young: Parameter): Change[] {
  const { name } = young;
  const changes: Change[] = [];
  if (!old.required && young.required) changes.push({ text: 'Required now:', name, breaks: true });
  if (old.required && !young.required)
    changes.push({ text: 'No longer required:', name, breaks: false });
  if (equal(old.schema, young.schema)) return changes;
  const [a, b] = [readField(before, old.schema), readField(after, young.schema)];
  if (a.kind !== b.kind)
    changes.push({ text: `Type changed from ${a.kind} to ${b.kind}:`, name, breaks: true });
  else if (lost(a, b)) changes.push({ text: 'Choices removed:', name, breaks: true });
  else if (!equal(a.default ?? jsonNull, b.default ?? jsonNull))
    changes.push({ text: 'Default changed:', name, breaks: false });
  else changes.push({ text: 'Changed:', name, breaks: false });
  return changes;
}

function lost(before: Field, after: Field): boolean {
  const offered = new Set(after.choices.map(({ value }) => printJson(value)));
  return before.choices.some(({ value }) => !offered.has(printJson(value)));
}
