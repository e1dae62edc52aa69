// SPDX-License-Identifier: Apache-2.0
import { render, screen } from '@testing-library/react';
import { useReducer } from 'react';
import { describe, expect, it } from 'vitest';
import { parseJson } from '@/json/parse';
import { pointerOf } from '@/json/pointer';
import { printJson } from '@/json/print';
import { equal, fromPlain, type Json, type JsonObject, object } from '@/json/tree';
import { makeChecker } from '@/schema/check';
import { initialArguments } from '@/schema/initial';
import { readField } from '@/schema/read';
import { corpus } from '@/test/corpus';
import { hostile } from '@/test/corpus/hostile';
import { sampleOf, shapeOf } from '@/test/corpus/sample';
import { type Action, type Arguments, type Mode, newArguments, reduce } from './arguments';
import { SchemaForm } from './SchemaForm';

/** Milliseconds for everything that is done with one schema, in a made-up browser on a busy machine. */
const patience = 10_000;

function Form({
  schema,
  value,
  onChange,
}: {
  schema: Json;
  value: JsonObject;
  onChange: () => void;
}) {
  const [args, dispatch] = useReducer(
    (state: Arguments, action: Action) => {
      onChange();
      return reduce(state, action);
    },
    newArguments('tool', value),
  );
  return (
    <>
      <SchemaForm
        schema={schema}
        value={args.value}
        drafts={args.drafts}
        violations={[]}
        dispatch={dispatch}
      />
      <output>{printJson(args.value)}</output>
    </>
  );
}

/** The form shows a value without touching it. */
function expectShown(schema: Json, value: JsonObject) {
  let changes = 0;
  const view = render(
    <Form
      schema={schema}
      value={value}
      onChange={() => {
        changes += 1;
      }}
    />,
  );
  expect(view.container.querySelector('output')?.textContent).toBe(printJson(value));
  expect(changes).toBe(0);
  return view;
}

const modes: Mode[] = ['json', 'form', 'command', 'form', 'json', 'command', 'json', 'form'];

/** Through all modes and back, letter for letter. */
function expectKept(value: JsonObject) {
  const end = modes.reduce<Arguments>(
    (state, mode) => {
      const next = reduce(state, { type: 'mode', mode });
      expect(next.refused).toBeUndefined();
      // What a mode shows is written again, as somebody who changes it and changes it back does.
      return mode === 'form' ? next : reduce(next, { type: 'write', text: next.text });
    },
    newArguments('tool', value),
  );
  expect(printJson(end.value)).toBe(printJson(value));
}

/** Filling in one field after the other leads to the same value. */
function expectBuilt(value: JsonObject) {
  const built = value.members.reduce<Arguments>(
    (state, [name, item]) =>
      reduce(state, { type: 'set', pointer: pointerOf([name]), value: item }),
    newArguments('tool', object()),
  );
  expect(printJson(built.value)).toBe(printJson(value));
}

const schemas = corpus.map(([name, schema]): [string, Json] => [name, fromPlain(schema)]);

describe('the corpus', () => {
  it('is large and varied', () => {
    expect(schemas.length).toBeGreaterThanOrEqual(150);
    expect(new Set(schemas.map(([name]) => name)).size).toBe(schemas.length);
    const shapes = new Set(schemas.map(([, schema]) => shapeOf(schema, schema)));
    expect(shapes.size).toBeGreaterThanOrEqual(130);
  });

  it.each(schemas)('%s: form to JSON to form is the identity', (_, schema) => {
    const begun = performance.now();
    const sample = sampleOf(schema, schema) as JsonObject;
    for (const value of [sample, initialArguments(schema), object()]) {
      expectKept(value);
      expectBuilt(value);
      expectShown(schema, value).unmount();
    }
    expect(performance.now() - begun).toBeLessThan(patience);
  });

  it.each(schemas)('%s: a value that fits is found to fit, and others are not', (_, schema) => {
    const check = makeChecker(schema);
    const sample = sampleOf(schema, schema) as JsonObject;
    const verdict = check(sample);
    expect(verdict).toEqual({ state: 'checked', violations: [], unchecked: [] });
    for (const { name, required } of readField(schema, schema).properties) {
      if (!required) continue;
      const lacking = object(sample.members.filter(([other]) => other !== name));
      expect(check(lacking)).toMatchObject({ state: 'checked', violations: [{}] });
    }
  });
});

describe('a hostile schema', () => {
  it.each(hostile)(
    '%s: nothing crashes, and all of it ends soon',
    { timeout: 2 * patience },
    (_, schema) => {
      const begun = performance.now();
      const values: Json[] = [
        sampleOf(schema, schema),
        initialArguments(schema),
        parsed(
          '{"x":[1,{"__proto__":null}],"__proto__":{"a":"\\u202e"},"constructor":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}',
        ),
        parsed(`{"x":"${'a'.repeat(40)}!"}`),
      ];
      const check = makeChecker(schema);
      for (const value of values) {
        if (value.kind !== 'object') continue;
        expect(['checked', 'unchecked']).toContain(check(value).state);
        expectKept(value);
      }
      const [sample, , other] = values;
      for (const value of [sample, other])
        if (value?.kind === 'object') expectShown(schema, value).unmount();
      expect(performance.now() - begun).toBeLessThan(patience);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
      expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    },
  );

  it('shows its texts as texts', () => {
    const entry = hostile.find(([name]) => name === 'markup');
    render(<Form schema={entry?.[1] ?? object()} value={object()} onChange={() => undefined} />);
    expect(screen.getByText(/<script>alert\(1\)<\/script>/)).toBeInTheDocument();
    expect(document.querySelector('script, img, a')).toBeNull();
  });
});

function parsed(text: string): Json {
  const read = parseJson(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

it('a sample holds what its schema names', () => {
  const schema = fromPlain({ type: 'object', properties: { a: { type: 'integer' } } });
  expect(equal(sampleOf(schema, schema), fromPlain({ a: 3 }))).toBe(true);
});
