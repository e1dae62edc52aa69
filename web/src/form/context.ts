// SPDX-License-Identifier: Apache-2.0
import { createContext, type Dispatch, useContext } from 'react';
import type { Json } from '@/json/tree';
import type { Violation } from '@/schema/check';
import type { Action, Draft } from './arguments';

export type FormContext = {
  root: Json;
  drafts: Record<string, Draft>;
  violations: Violation[];
  dispatch: Dispatch<Action>;
};

const context = createContext<FormContext | null>(null);
export const FormProvider = context.Provider;

export function useForm(): FormContext {
  const form = useContext(context);
  if (!form) throw new Error('a field stands outside of a form');
  return form;
}
