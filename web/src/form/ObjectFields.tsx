// SPDX-License-Identifier: Apache-2.0
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/basics';
import { pointerOf } from '@/json/pointer';
import { type Json, member, membersOf, object } from '@/json/tree';
import { seedOf } from '@/schema/initial';
import type { Field as Read } from '@/schema/read';
import { useForm } from './context';
import { Field } from './Field';

type Props = { field: Read; value: Json | undefined; pointer: string };

export function ObjectFields({ field, value, pointer }: Props) {
  return (
    <div className="flex flex-col gap-3">
      {field.properties.map(({ name, schema, required }) => (
        <Field
          key={name}
          name={name}
          schema={schema}
          required={required}
          value={member(value, name)}
          pointer={pointer + pointerOf([name])}
        />
      ))}
      <OtherMembers
        pointer={pointer}
        value={value}
        known={field.properties.map(({ name }) => name)}
        schema={field.additional}
      />
    </div>
  );
}

const anything: Json = object();

type OtherProps = {
  pointer: string;
  value: Json | undefined;
  known: string[];
  schema: Json | undefined;
};

/** Members that no property describes: those of a map, and those that JSON mode brought in. */
export function OtherMembers({ pointer, value, known, schema }: OtherProps) {
  const { root, dispatch } = useForm();
  const [name, setName] = useState('');
  const others = membersOf(value).filter(([other]) => !known.includes(other));
  const taken = name === '' || member(value, name) !== undefined || known.includes(name);
  const handleAdd = () => {
    if (taken) return;
    dispatch({
      type: 'set',
      pointer: pointer + pointerOf([name]),
      value: seedOf(root, schema ?? anything),
    });
    setName('');
  };
  return (
    <>
      {others.map(([other, item]) => (
        <Field
          key={other}
          name={other}
          schema={schema ?? anything}
          value={item}
          pointer={pointer + pointerOf([other])}
        />
      ))}
      {schema && (
        <div className="flex max-w-sm gap-2">
          <input
            className="input font-mono text-sm"
            aria-label="Name of another member"
            placeholder="another member"
            value={name}
            onChange={(event) => setName(event.target.value)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter') return;
              event.preventDefault();
              handleAdd();
            }}
          />
          <Button
            disabled={taken}
            icon={<Plus aria-hidden className="size-4" />}
            onClick={handleAdd}
          >
            Add
          </Button>
        </div>
      )}
    </>
  );
}
