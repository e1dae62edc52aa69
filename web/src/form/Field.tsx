// SPDX-License-Identifier: Apache-2.0
import { X } from 'lucide-react';
import { type ReactNode, useId, useMemo, useState } from 'react';
import { Badge, classes, IconButton } from '@/components/basics';
import { type Json, string } from '@/json/tree';
import { type Field as Read, readField } from '@/schema/read';
import { clipped, visible } from '@/text/visible';
import { ArrayFields } from './ArrayFields';
import { useForm } from './context';
import { BooleanControl, ChoiceControl, JsonControl, NumberControl, TextControl } from './controls';
import { ObjectFields } from './ObjectFields';
import { VariantFields } from './VariantFields';

type Props = {
  name: string;
  schema: Json;
  required?: boolean;
  value: Json | undefined;
  pointer: string;
  testId?: string;
  /** Buttons of who owns this field, as for an item of a list. */
  actions?: ReactNode;
  /** A list or object begins as fields, not as JSON. */
  opened?: boolean;
};

export type ControlProps = {
  field: Read;
  value: Json | undefined;
  pointer: string;
  labelledBy: string;
  describedBy: string;
  invalid: boolean;
  onSet: (value: Json | undefined) => void;
};

/** A value, or nothing at all: what is not set is not sent. */
export function Field({
  name,
  schema,
  required,
  value,
  pointer,
  testId,
  actions,
  opened = false,
}: Props) {
  const { root, drafts, violations, dispatch } = useForm();
  const field = useMemo(() => readField(root, schema), [root, schema]);
  const [asFields, setAsFields] = useState(opened);
  const id = useId();
  const draft = drafts[pointer];
  const own = violations.filter((violation) => violation.pointer === pointer);
  const isList = field.kind === 'array' || field.kind === 'object';
  const Wrapper = field.kind === 'variants' ? 'div' : 'label';
  const isOpen = isList && asFields && fits(field, value);
  const control: ControlProps = {
    field,
    value,
    pointer,
    labelledBy: `${id}-name`,
    describedBy: `${id}-help`,
    invalid: draft !== undefined || own.length > 0,
    onSet: (next) => dispatch({ type: 'set', pointer, value: next }),
  };
  return (
    <div className="min-w-0">
      <div className="mb-1 flex min-h-8 flex-wrap items-center gap-x-2">
        <span
          id={`${id}-name`}
          className="font-mono text-sm font-semibold [overflow-wrap:anywhere]"
        >
          {visible(clipped(name, 200))}
          {required && <span className="text-bad"> *</span>}
        </span>
        <span className="text-sm text-soft">{typeText(field)}</span>
        {field.deprecated && <Badge tone="warn">deprecated</Badge>}
        <span className="ml-auto flex items-center gap-1">
          {value === undefined ? (
            <Unset field={field} onSet={control.onSet} />
          ) : (
            !actions && (
              <IconButton
                label={`Do not send ${clipped(name, 60)}`}
                icon={<X aria-hidden className="size-4" />}
                onClick={() => control.onSet(undefined)}
              />
            )
          )}
          {isList && (
            <button
              type="button"
              className="link px-1 text-sm"
              aria-expanded={isOpen}
              disabled={draft !== undefined}
              onClick={() => setAsFields(!asFields)}
            >
              {isOpen ? 'Edit as JSON' : 'Edit as fields'}
            </button>
          )}
          {actions}
        </span>
      </div>
      {isOpen ? (
        <Nested field={field} value={value} pointer={pointer} />
      ) : (
        // The test id stands on the label, so that filling it fills the control inside.
        <Wrapper
          data-testid={testId}
          className={classes('block', field.kind === 'boolean' && 'w-max')}
        >
          <Control {...control} />
        </Wrapper>
      )}
      <div id={`${id}-help`} className="text-sm text-soft">
        {field.description && <p className="mt-1">{visible(clipped(field.description, 1_000))}</p>}
        {field.hints.length > 0 && <p>{field.hints.map((hint) => visible(hint)).join(' · ')}</p>}
        {draft && <p className="text-bad">{draft.why}</p>}
        {own.map(({ message }) => (
          <p key={message} className="text-warn">
            {visible(message)}
          </p>
        ))}
      </div>
    </div>
  );
}

function Unset({ field, onSet }: { field: Read; onSet: (value: Json) => void }) {
  return (
    <>
      {field.kind === 'string' && (
        <button type="button" className="link px-1 text-sm" onClick={() => onSet(string(''))}>
          Send empty
        </button>
      )}
      <span className="text-sm text-soft">not sent</span>
    </>
  );
}

function fits(field: Read, value: Json | undefined): boolean {
  return value === undefined || value.kind === field.kind;
}

function typeText(field: Read): string {
  const kind =
    { enum: 'choice', variants: 'one of several', any: 'any JSON' }[field.kind as string] ??
    field.kind;
  return [kind, field.format, field.nullable && 'or null'].filter(Boolean).join(', ');
}

function Nested({
  field,
  value,
  pointer,
}: {
  field: Read;
  value: Json | undefined;
  pointer: string;
}) {
  return (
    <div className="border-l-2 border-line pl-4">
      {field.kind === 'array' ? (
        <ArrayFields field={field} value={value} pointer={pointer} />
      ) : (
        <ObjectFields field={field} value={value} pointer={pointer} />
      )}
    </div>
  );
}

function Control(props: ControlProps) {
  const { field, value } = props;
  if (field.kind === 'variants') return <VariantFields {...props} />;
  // A value of another kind, as JSON mode may have written it, is shown as what it is.
  if (field.kind === 'enum') return <ChoiceControl {...props} />;
  if (value !== undefined && !controllable(field, value)) return <JsonControl {...props} />;
  if (field.kind === 'string') return <TextControl {...props} />;
  if (field.kind === 'number' || field.kind === 'integer') return <NumberControl {...props} />;
  if (field.kind === 'boolean') return <BooleanControl {...props} />;
  return <JsonControl {...props} />;
}

function controllable(field: Read, value: Json): boolean {
  return value.kind === (field.kind === 'integer' ? 'number' : field.kind);
}
