// SPDX-License-Identifier: Apache-2.0
import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';

export type Tab = { value: string; label: ReactNode; testId?: string };

type Props = {
  tabs: Tab[];
  value: string;
  onChange: (value: string) => void;
  label: string;
  /** Stands at the end of the bar. */
  end?: ReactNode;
  children: ReactNode;
};

/** Only the panel of the active tab is in the document. */
export function Tabs({ tabs, value, onChange, label, end, children }: Props) {
  return (
    <Base.Root value={value} onValueChange={(next) => onChange(String(next))}>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-2 border-b border-line">
        <Base.List aria-label={label} className="-mb-px flex flex-wrap gap-1" activateOnFocus>
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              data-testid={tab.testId}
              className="border-b-2 border-transparent px-3 py-1.5 font-medium text-soft hover:text-ink aria-selected:border-accent aria-selected:text-accent"
            >
              {tab.label}
            </Base.Tab>
          ))}
        </Base.List>
        {end && <div className="flex gap-1 pb-1">{end}</div>}
      </div>
      <Base.Panel value={value} tabIndex={-1}>
        {children}
      </Base.Panel>
    </Base.Root>
  );
}
