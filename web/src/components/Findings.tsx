// SPDX-License-Identifier: Apache-2.0
import { Info, TriangleAlert } from 'lucide-react';
import type { components } from '@/api/schema';
import { visible } from '@/text/visible';

type Finding = components['schemas']['Finding'];

export function Findings({ findings }: { findings: Finding[] }) {
  if (findings.length === 0) return null;
  return (
    <div className="mt-3 border-t border-line pt-3">
      <h3 className="mb-1 font-medium">Findings</h3>
      <ul className="flex flex-col gap-2.5">
        {findings.map((finding, index) => (
          <li key={index} className="flex gap-2">
            {finding.severity === 'warning' ? (
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warn" />
            ) : (
              <Info aria-hidden className="mt-0.5 size-4 shrink-0 text-soft" />
            )}
            <div className="min-w-0 [overflow-wrap:anywhere]">
              <p>
                {finding.title} <span className="font-mono text-sm text-soft">{finding.code}</span>
              </p>
              <p className="text-soft">
                {visible(finding.detail)}
                {finding.evidence && (
                  <code className="ml-1 text-sm">{visible(finding.evidence)}</code>
                )}
              </p>
              {finding.mend && <p>What to do: {finding.mend}.</p>}
            </div>
          </li>
        ))}
      </ul>
    </div>
  );
}
