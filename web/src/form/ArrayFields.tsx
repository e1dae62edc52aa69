// SPDX-License-Identifier: Apache-2.0
import { ArrowUp, Plus, Trash2 } from 'lucide-react';
import { Button, IconButton } from '@/components/basics';
import { array, itemsOf, type Json } from '@/json/tree';
import { seedOf } from '@/schema/initial';
import type { Field as Read } from '@/schema/read';
import { useForm } from './context';
import { Field } from './Field';

const shownMax = 200;

export function ArrayFields({
  field,
  value,
  pointer,
}: {
  field: Read;
  value: Json | undefined;
  pointer: string;
}) {
  const { root, dispatch } = useForm();
  const items = itemsOf(value);
  const set = (next: Json[]) => dispatch({ type: 'set', pointer, value: array(next) });
  const handleUp = (index: number) => {
    const next = [...items];
    next.splice(index - 1, 2, items[index] as Json, items[index - 1] as Json);
    set(next);
  };
  return (
    <div className="flex flex-col gap-3">
      {items.slice(0, shownMax).map((item, index) => (
        <Field
          key={index}
          name={`[${index}]`}
          schema={field.itemAt(index)}
          value={item}
          pointer={`${pointer}/${index}`}
          actions={
            <>
              {index > 0 && (
                <IconButton
                  label={`Move item ${index} up`}
                  icon={<ArrowUp aria-hidden className="size-4" />}
                  onClick={() => handleUp(index)}
                />
              )}
              <IconButton
                label={`Remove item ${index}`}
                icon={<Trash2 aria-hidden className="size-4" />}
                onClick={() => set(items.toSpliced(index, 1))}
              />
            </>
          }
        />
      ))}
      {items.length > shownMax && (
        <p className="text-soft">
          {items.length - shownMax} more items are sent; edit them as JSON.
        </p>
      )}
      <Button
        className="self-start"
        icon={<Plus aria-hidden className="size-4" />}
        onClick={() => set([...items, seedOf(root, field.itemAt(items.length))])}
      >
        Add item
      </Button>
    </div>
  );
}
