// SPDX-License-Identifier: Apache-2.0
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { useReducer } from 'react';
import { describe, expect, it } from 'vitest';
import { printJson } from '@/json/print';
import { fromPlain, type JsonObject, object } from '@/json/tree';
import { newArguments, reduce } from './arguments';
import { SchemaForm } from './SchemaForm';

function Form({ schema, start }: { schema: unknown; start?: unknown }) {
  const begin = () =>
    newArguments('t', start === undefined ? object() : (fromPlain(start) as JsonObject));
  const [args, dispatch] = useReducer(reduce, undefined, begin);
  return (
    <>
      <SchemaForm
        schema={fromPlain(schema)}
        value={args.value}
        drafts={args.drafts}
        violations={[]}
        dispatch={dispatch}
      />
      <output>{printJson(args.value)}</output>
    </>
  );
}

const one = (schema: unknown) => ({ type: 'object', properties: { x: schema } });
const sent = () => document.querySelector('output')?.textContent;
const field = () => screen.getByTestId('mcp-playground-param-x');

function form(schema: unknown, start?: unknown) {
  render(<Form schema={schema} start={start} />);
  return userEvent.setup();
}

describe('unset and empty', () => {
  it('are not the same', async () => {
    const user = form(one({ type: 'string' }));
    expect(sent()).toBe('{}');
    await user.click(screen.getByRole('button', { name: 'Send empty' }));
    expect(sent()).toBe('{"x":""}');
    await user.click(screen.getByRole('button', { name: 'Do not send x' }));
    expect(sent()).toBe('{}');
    await user.type(within(field()).getByRole('textbox'), 'a{Backspace}');
    expect(sent()).toBe('{}');
  });

  it('of a checkbox are told apart too', async () => {
    const user = form(one({ type: 'boolean' }));
    await user.click(within(field()).getByRole('checkbox'));
    expect(sent()).toBe('{"x":true}');
    await user.click(within(field()).getByRole('checkbox'));
    expect(sent()).toBe('{"x":false}');
  });
});

it('a choice of very many is written as JSON', async () => {
  form(one({ enum: Array.from({ length: 2_000 }, (_, at) => at) }));
  expect(field()).toHaveTextContent('One of 2000 choices, too many for a list');
  fireEvent.change(within(field()).getByRole('textbox'), { target: { value: '1999' } });
  expect(sent()).toBe('{"x":1999}');
});

describe('numbers', () => {
  it.each([
    ['9007199254740993', '9007199254740993'],
    ['1.50', '1.50'],
    ['007', '7'],
    ['.5', '0.5'],
    ['-.5', '-0.5'],
    ['2e3', '2e3'],
  ])('%s is sent as %s', (typed, spelled) => {
    form(one({ type: 'number' }));
    fireEvent.change(within(field()).getByRole('spinbutton'), { target: { value: typed } });
    expect(sent()).toBe(`{"x":${spelled}}`);
  });

  it('are unset when emptied', async () => {
    const user = form(one({ type: 'integer' }), { x: 4 });
    await user.clear(within(field()).getByRole('spinbutton'));
    expect(sent()).toBe('{}');
  });
});

describe('texts', () => {
  it('keep their lines when pasted', async () => {
    const user = form(one({ type: 'string' }));
    await user.click(within(field()).getByRole('textbox'));
    await user.paste('a\nb');
    expect(sent()).toBe('{"x":"a\\nb"}');
    expect(within(field()).getByRole('textbox').tagName).toBe('TEXTAREA');
  });

  it('that may be long get room, and dates a calendar', () => {
    form({
      type: 'object',
      properties: {
        long: { type: 'string', maxLength: 1_000 },
        day: { type: 'string', format: 'date' },
      },
    });
    expect(screen.getByRole('textbox', { name: 'long' }).tagName).toBe('TEXTAREA');
    expect(screen.getByTestId('mcp-playground-param-day').querySelector('input')).toHaveAttribute(
      'type',
      'date',
    );
  });

  it('in base64 are taken from a file', async () => {
    const user = form(one({ type: 'string', contentEncoding: 'base64' }));
    await user.upload(
      screen.getByLabelText('Take the content from a file'),
      new File(['hi'], 'a.bin'),
    );
    await waitFor(() => expect(sent()).toBe('{"x":"aGk="}'));
  });
});

describe('choices', () => {
  it('keep their type', async () => {
    const user = form(one({ enum: [1, '1', true, null] }));
    const select = within(field()).getByRole('combobox');
    await user.selectOptions(select, '1');
    expect(sent()).toBe('{"x":1}');
    await user.selectOptions(select, '"1"');
    expect(sent()).toBe('{"x":"1"}');
    await user.selectOptions(select, '(not sent)');
    expect(sent()).toBe('{}');
  });

  it('show a value that is none of them', () => {
    form(one({ enum: ['a'] }), { x: 'z' });
    expect(within(field()).getByRole('combobox')).toHaveDisplayValue('"z" (none of the choices)');
  });
});

describe('lists and objects', () => {
  it('are JSON by hand, with a broken one kept as a draft', async () => {
    const user = form(one({ type: 'array' }));
    const box = within(field()).getByRole('textbox');
    fireEvent.change(box, { target: { value: '[1,' } });
    expect(sent()).toBe('{}');
    expect(screen.getByText(/a value is missing/)).toBeInTheDocument();
    expect(box).toHaveValue('[1,');
    fireEvent.change(box, { target: { value: '[1,2]' } });
    expect(sent()).toBe('{"x":[1,2]}');
    await user.clear(box);
    expect(sent()).toBe('{}');
  });

  it('of anything are edited as fields', async () => {
    const user = form(one({ type: 'array', items: { type: 'string' } }), { x: ['a'] });
    await user.click(screen.getByRole('button', { name: 'Edit as fields' }));
    await user.click(screen.getByRole('button', { name: 'Add item' }));
    await user.type(screen.getByRole('textbox', { name: '[1]' }), 'b');
    expect(sent()).toBe('{"x":["a","b"]}');
    await user.click(screen.getByRole('button', { name: 'Move item 1 up' }));
    expect(sent()).toBe('{"x":["b","a"]}');
    await user.click(screen.getByRole('button', { name: 'Remove item 0' }));
    expect(sent()).toBe('{"x":["a"]}');
    await user.click(screen.getByRole('button', { name: 'Edit as JSON' }));
    expect(within(field()).getByRole('textbox')).toHaveValue('[\n  "a"\n]');
  });

  it('of very many show some and keep all', async () => {
    const user = form(one({ type: 'array' }), { x: Array.from({ length: 205 }, () => 1) });
    await user.click(screen.getByRole('button', { name: 'Edit as fields' }));
    expect(screen.getByText(/5 more items are sent/)).toBeInTheDocument();
  });

  it('may be nested, and maps take names', async () => {
    const map = { type: 'object', additionalProperties: { type: 'integer' } };
    const user = form(
      one({
        type: 'object',
        properties: { in: { type: 'string' } },
        required: ['in'],
        additionalProperties: map,
      }),
    );
    await user.click(screen.getByRole('button', { name: 'Edit as fields' }));
    await user.type(screen.getByRole('textbox', { name: 'in *' }), 'v');
    await user.type(screen.getByRole('textbox', { name: 'Name of another member' }), 'a/b{Enter}');
    expect(sent()).toBe('{"x":{"in":"v","a/b":{}}}');
    await user.type(screen.getByRole('textbox', { name: 'Name of another member' }), 'in');
    expect(screen.getByRole('button', { name: 'Add' })).toBeDisabled();
  });

  it('show members that no property knows', () => {
    form(one({ type: 'string' }), { more: [1] });
    expect(screen.getByRole('textbox', { name: 'more' })).toHaveValue('[\n  1\n]');
  });

  it('show a value of another kind as what it is', () => {
    form(one({ type: 'string' }), { x: 5 });
    expect(within(field()).getByRole('textbox')).toHaveValue('5');
  });
});

describe('one of several', () => {
  const shapes = {
    oneOf: [
      {
        title: 'Circle',
        type: 'object',
        properties: { kind: { const: 'circle' }, r: { type: 'number' } },
      },
      { title: 'Box', type: 'object', properties: { kind: { const: 'box' } } },
      { type: 'integer' },
    ],
  };

  it('is chosen, and known again from its value', async () => {
    const user = form(one(shapes));
    const select = screen.getByRole('combobox', { name: 'x' });
    await user.selectOptions(select, 'integer');
    expect(sent()).toBe('{"x":0}');
    await user.selectOptions(select, 'Circle');
    expect(sent()).toBe('{"x":{}}');
    await user.selectOptions(select, '(none of these)');
    expect(sent()).toBe('{}');
  });

  it('is found by its constants', () => {
    form(one(shapes), { x: { kind: 'box' } });
    expect(screen.getByRole('combobox', { name: 'x' })).toHaveDisplayValue('Box');
  });

  it('may be none', () => {
    form(one(shapes), { x: 'text' });
    expect(screen.getByRole('combobox', { name: 'x' })).toHaveDisplayValue('(none of these)');
  });
});

it('shows names and texts of a hostile schema as text', () => {
  form({
    type: 'object',
    properties: {
      '<b>\u202e': { type: 'string', description: '<script>x</script>', deprecated: true },
    },
    required: ['__proto__'],
  });
  expect(screen.getByText('<b>⟨202E⟩')).toBeInTheDocument();
  expect(screen.getByText('<script>x</script>')).toBeInTheDocument();
  expect(document.querySelector('script')).toBeNull();
});
