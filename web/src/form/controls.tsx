// SPDX-License-Identifier: Apache-2.0
import { useEffect, useRef, useState } from 'react';
import { parseJson } from '@/json/parse';
import { printJson } from '@/json/print';
import { boolean, equal, type Json, member, number, numberOf, string, textOf } from '@/json/tree';
import type { Field } from '@/schema/read';
import { clipped, visible } from '@/text/visible';
import { useForm } from './context';
import type { ControlProps } from './Field';

function aria({ labelledBy, describedBy, invalid }: ControlProps) {
  return {
    'aria-labelledby': labelledBy,
    'aria-describedby': describedBy,
    'aria-invalid': invalid || undefined,
  };
}

/** An emptied field is not sent; an empty text is sent by its own button. */
export function TextControl(props: ControlProps) {
  const { field, value, onSet } = props;
  const text = textOf(value) ?? '';
  const handleChange = (next: string) => onSet(next === '' ? undefined : string(next));
  const shared = {
    ...aria(props),
    className: 'input font-mono text-sm',
    value: text,
    placeholder: value === undefined ? '' : 'empty text',
    spellCheck: false,
    autoComplete: 'off',
  };
  if (isLong(field) || /[\n\r]/.test(text))
    return <textarea {...shared} rows={4} onChange={(event) => handleChange(event.target.value)} />;
  return (
    <>
      <input
        {...shared}
        type={field.format === 'date' && /^(\d{4}-\d\d-\d\d)?$/.test(text) ? 'date' : 'text'}
        onChange={(event) => handleChange(event.target.value)}
        onPaste={(event) => {
          // A one-line control would silently join the lines.
          const pasted = event.clipboardData.getData('text');
          if (!/[\n\r]/.test(pasted)) return;
          event.preventDefault();
          const { selectionStart, selectionEnd } = event.currentTarget;
          handleChange(
            text.slice(0, selectionStart ?? text.length) +
              pasted +
              text.slice(selectionEnd ?? text.length),
          );
        }}
      />
      {textOf(member(field.schema, 'contentEncoding')) === 'base64' && (
        <FileControl onSet={onSet} />
      )}
    </>
  );
}

function isLong(field: Field): boolean {
  return (
    (numberOf(member(field.schema, 'maxLength')) ?? 0) > 300 ||
    member(field.schema, 'contentMediaType')?.kind === 'string'
  );
}

function FileControl({ onSet }: { onSet: (value: Json) => void }) {
  const handleFile = async (file: File | undefined) => {
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    let binary = '';
    for (let at = 0; at < bytes.length; at += 32_768)
      binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    onSet(string(btoa(binary)));
  };
  return (
    <input
      type="file"
      aria-label="Take the content from a file"
      className="mt-1 text-sm"
      onChange={(event) => void handleFile(event.target.files?.[0])}
    />
  );
}

/** Keeps what was typed: 9007199254740993 stays that, and 1.50 stays 1.50. */
export function NumberControl(props: ControlProps) {
  const { field, value, pointer, onSet } = props;
  const { dispatch } = useForm();
  const text = value?.kind === 'number' ? value.text : '';
  const handleChange = (input: HTMLInputElement) => {
    const typed = input.value.trim();
    if (typed === '' && !input.validity?.badInput) return onSet(undefined);
    const spelled = jsonNumber(typed);
    if (spelled === undefined)
      return dispatch({
        type: 'draft',
        pointer,
        draft: { text: typed, why: 'this is no number yet' },
      });
    onSet(number(spelled));
  };
  return (
    <input
      {...aria(props)}
      type="number"
      step="any"
      inputMode={field.kind === 'integer' ? 'numeric' : 'decimal'}
      className="input font-mono text-sm"
      value={text}
      onChange={(event) => handleChange(event.target)}
      // Scrolling past a field must not change it.
      onWheel={(event) => event.currentTarget.blur()}
    />
  );
}

/** What HTML takes for a number, spelled as JSON wants it. */
function jsonNumber(typed: string): string | undefined {
  const spelled = typed
    .replace(/^\+/, '')
    .replace(/^(-?)0+(?=\d)/, '$1')
    .replace(/^(-?)\./, '$10.')
    .replace(/\.(?=$|[eE])/, '');
  const parsed = parseJson(spelled);
  return parsed.ok && parsed.value.kind === 'number' ? spelled : undefined;
}

export function BooleanControl(props: ControlProps) {
  const { value, onSet } = props;
  const checked = value?.kind === 'boolean' && value.value;
  return (
    <span className="inline-flex min-h-8 items-center gap-2">
      <input
        {...aria(props)}
        type="checkbox"
        className="size-4 accent-accent"
        checked={checked}
        onChange={(event) => onSet(boolean(event.target.checked))}
      />
      <span className="font-mono text-sm text-soft">
        {value === undefined ? '' : String(checked)}
      </span>
    </span>
  );
}

/** A list of more choices than this helps nobody, and takes the browser a while. */
const choicesMax = 1_000;

export function ChoiceControl(props: ControlProps) {
  const { field, value, onSet } = props;
  if (field.choices.length > choicesMax)
    return (
      <>
        <JsonControl {...props} />
        <span className="text-sm text-soft">
          One of {field.choices.length} choices, too many for a list; write it as JSON.
        </span>
      </>
    );
  const at = value ? field.choices.findIndex((choice) => equal(choice.value, value)) : -1;
  const isOther = value !== undefined && at < 0;
  return (
    <select
      {...aria(props)}
      className="input"
      value={isOther ? 'other' : String(at)}
      onChange={(event) => onSet(field.choices[Number(event.target.value)]?.value)}
    >
      <option value="-1">(not sent)</option>
      {isOther && (
        <option value="other">
          {visible(clipped(printJson(value), 80))} (none of the choices)
        </option>
      )}
      {field.choices.map((choice, index) => (
        <option key={index} value={index}>
          {visible(clipped(choice.label, 200))}
        </option>
      ))}
    </select>
  );
}

/** JSON by hand, for lists, objects and whatever has no control of its own. */
export function JsonControl(props: ControlProps) {
  const { value, pointer, onSet } = props;
  const { drafts, dispatch } = useForm();
  const printed = value === undefined ? '' : printJson(value, 2);
  const [text, setText] = useState(drafts[pointer]?.text ?? printed);
  const last = useRef(printed);
  useEffect(() => {
    // Another place changed the value: show that, not what was typed here before.
    if (last.current !== printed) setText(printed);
    last.current = printed;
  }, [printed]);
  const handleChange = (next: string) => {
    setText(next);
    if (next.trim() === '') {
      last.current = '';
      return onSet(undefined);
    }
    const parsed = parseJson(next, { duplicates: 'refuse' });
    if (!parsed.ok) {
      const why = parsed.problem.message;
      return dispatch({ type: 'draft', pointer, draft: { text: next, why } });
    }
    last.current = printJson(parsed.value, 2);
    onSet(parsed.value);
  };
  return (
    <textarea
      {...aria(props)}
      className="input font-mono text-sm"
      rows={Math.min(10, Math.max(2, text.split('\n').length))}
      spellCheck={false}
      placeholder={placeholders[props.field.kind] ?? 'JSON'}
      value={text}
      onChange={(event) => handleChange(event.target.value)}
    />
  );
}

const placeholders: Partial<Record<Field['kind'], string>> = {
  array: '[ … ]',
  object: '{ … }',
};
