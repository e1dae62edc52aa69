// SPDX-License-Identifier: Apache-2.0
import { useMemo } from 'react';
import { Badge, Notice } from '@/components/basics';
import { type Json, member } from '@/json/tree';
import { makeChecker } from '@/schema/check';
import { clipped, visible } from '@/text/visible';

/** Whether a result keeps what its tool promised. The result itself is shown in any case. */
export function SchemaVerdict({ schema, result }: { schema: Json; result: Json }) {
  const structured = member(result, 'structuredContent');
  const verdict = useMemo(
    () => (structured ? makeChecker(schema)(structured) : undefined),
    [schema, structured],
  );
  if (verdict === undefined) {
    const failed = member(result, 'isError');
    if (failed?.kind === 'boolean' && failed.value) return null;
    return (
      <Notice tone="warn">
        The tool promises structured content, and there is none in this result.
      </Notice>
    );
  }
  if (verdict.state === 'unchecked')
    return (
      <p className="text-sm text-soft">
        Not checked against the output schema: {visible(verdict.why)}.
      </p>
    );
  if (verdict.violations.length === 0)
    return (
      <div>
        <Badge tone="good">matches its output schema</Badge>
      </div>
    );
  return (
    <Notice
      tone="warn"
      heading="The result breaks the tool’s own output schema"
      data-testid="output-schema-violations"
    >
      <ul>
        {verdict.violations.slice(0, 20).map(({ pointer, message }) => (
          <li key={`${pointer} ${message}`} className="[overflow-wrap:anywhere]">
            <span className="font-mono text-sm">{pointer || '/'}</span>{' '}
            <span className="text-soft">{visible(clipped(message, 300))}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
