// SPDX-License-Identifier: Apache-2.0
import { type Dispatch, useMemo } from 'react';
import { pointerOf } from '@/json/pointer';
import { type Json, type JsonObject, member } from '@/json/tree';
import type { Violation } from '@/schema/check';
import { readField } from '@/schema/read';
import type { Action, Draft } from './arguments';
import { FormProvider } from './context';
import { Field } from './Field';
import { OtherMembers } from './ObjectFields';

type Props = {
  schema: Json;
  value: JsonObject;
  drafts: Record<string, Draft>;
  violations: Violation[];
  dispatch: Dispatch<Action>;
};

/** One field for each parameter of a tool. */
export function SchemaForm({ schema, value, drafts, violations, dispatch }: Props) {
  const form = useMemo(
    () => ({ root: schema, drafts, violations, dispatch }),
    [schema, drafts, violations, dispatch],
  );
  const { properties, additional } = useMemo(() => readField(schema, schema), [schema]);
  return (
    <FormProvider value={form}>
      <div className="flex flex-col gap-4">
        {properties.length === 0 && <p className="text-soft">This tool takes no parameters.</p>}
        {properties.map(({ name, schema: own, required }) => (
          <Field
            key={name}
            name={name}
            schema={own}
            required={required}
            value={member(value, name)}
            pointer={pointerOf([name])}
            testId={`mcp-playground-param-${name}`}
          />
        ))}
        <OtherMembers
          pointer=""
          value={value}
          known={properties.map(({ name }) => name)}
          schema={properties.length > 0 ? additional : undefined}
        />
      </div>
    </FormProvider>
  );
}
