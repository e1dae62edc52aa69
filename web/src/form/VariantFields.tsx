// SPDX-License-Identifier: Apache-2.0
import { createContext, useContext, useState } from 'react';
import { equal, type Json, member, membersOf } from '@/json/tree';
import { seedOf } from '@/schema/initial';
import { type Field as Read, readField } from '@/schema/read';
import { clipped, visible } from '@/text/visible';
import { useForm } from './context';
import { JsonControl } from './controls';
import { type ControlProps, Field } from './Field';

/** A variant may be one of variants again, without an end; from here on it is edited as JSON. */
const depthMax = 8;
const Depth = createContext(0);

/** Which shape the value takes, and the field of that shape. */
export function VariantFields(props: ControlProps) {
  const { field, value, pointer, labelledBy, onSet } = props;
  const { root } = useForm();
  const depth = useContext(Depth);
  const [chosen, setChosen] = useState<number>();
  const fitting = field.variants.findIndex(({ schema }) => value && resembles(root, schema, value));
  const at = value === undefined ? -1 : (chosen ?? fitting);
  const variant = field.variants[at];
  const handleChoose = (next: number) => {
    const shape = field.variants[next];
    setChosen(next < 0 ? undefined : next);
    onSet(shape && seedOf(root, shape.schema));
  };
  if (depth >= depthMax) return <JsonControl {...props} />;
  return (
    <Depth value={depth + 1}>
      <select
        aria-labelledby={labelledBy}
        className="input mb-2"
        value={at}
        onChange={(event) => handleChoose(Number(event.target.value))}
      >
        <option value={-1}>{value === undefined ? '(not sent)' : '(none of these)'}</option>
        {field.variants.map(({ label }, index) => (
          <option key={index} value={index}>
            {visible(clipped(label, 200))}
          </option>
        ))}
      </select>
      {variant && value !== undefined && (
        <div className="border-l-2 border-line pl-4">
          <Field
            key={at}
            name={variant.label}
            schema={variant.schema}
            value={value}
            pointer={pointer}
            actions={<span />}
            opened
          />
        </div>
      )}
    </Depth>
  );
}

/** A quick look at kind, constants and required names; the schema check has the last word. */
function resembles(root: Json, schema: Json, value: Json): boolean {
  const field: Read = readField(root, schema);
  if (field.kind === 'any' || field.kind === 'variants') return true;
  if (field.kind === 'enum') return field.choices.some((choice) => equal(choice.value, value));
  if (field.kind !== 'object')
    return value.kind === (field.kind === 'integer' ? 'number' : field.kind);
  if (value.kind !== 'object') return false;
  return membersOf(member(field.schema, 'properties')).every(([name, property]) => {
    const constant = member(property, 'const');
    const own = member(value, name);
    return constant === undefined || own === undefined || equal(constant, own);
  });
}
