// SPDX-License-Identifier: Apache-2.0
import { TriangleAlert } from 'lucide-react';
import { visible } from '@/text/visible';

type Finding = { code: string; detail: string };

export function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <div className="mt-3 border-t border-line pt-3">
      <h3 className="mb-1 font-medium">Findings</h3>
      <ul className="flex flex-col gap-1.5">
        {findings.map(({ code, detail }, index) => (
          <li key={index} className="flex gap-2">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="font-mono text-sm">{code}</span>
              <span className="text-soft"> {visible(detail)}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
