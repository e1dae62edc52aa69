// SPDX-License-Identifier: Apache-2.0
import { Link, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { argumentsOf, type Call, useCall } from '@/api/calls';
import { Ago } from '@/components/Ago';
import { PageHead, Skeleton } from '@/components/basics';
import { DiffView, diffOf } from '@/components/DiffView';
import { ErrorNotice } from '@/components/ErrorNotice';
import { useTitle } from '@/components/hooks';
import { printJson } from '@/json/print';
import { type Json, jsonNull } from '@/json/tree';
import { clipped, visible } from '@/text/visible';
import { OutcomeBadge } from './history/CallTable';

export function ComparePage() {
  useTitle('Compare');
  const { a, b } = useSearch({ from: '/shell/compare' });
  const first = useCall(a);
  const second = useCall(b);
  const error = first.error ?? second.error;
  if (error) return <ErrorNotice error={error} heading="The calls could not be read" />;
  if (!first.data || !second.data) return <Skeleton rows={6} />;
  return (
    <div data-testid="compare-page">
      <PageHead
        above={
          <Link to="/history" className="link">
            History
          </Link>
        }
        title="Compare two calls"
      />
      <div className="mb-5 grid gap-3 sm:grid-cols-2">
        <Side sign="−" call={first.data} />
        <Side sign="+" call={second.data} />
      </div>
      <Difference title="Arguments" a={argumentsOf(first.data)} b={argumentsOf(second.data)} />
      <Difference title="Result" a={first.data.result} b={second.data.result} />
    </div>
  );
}

function Side({ sign, call }: { sign: string; call: Call }) {
  return (
    <div className="frame flex flex-wrap items-center gap-2 px-4 py-2.5">
      <span className="font-mono text-soft">{sign}</span>
      <Link to="/history/$callId" params={{ callId: call.id }} className="link font-mono text-sm">
        {visible(clipped(call.tool, 80))}
      </Link>
      <OutcomeBadge outcome={call.outcome} />
      <span className="text-soft">
        <Ago stamp={call.startedAt} />
      </span>
    </div>
  );
}

function Difference({
  title,
  a = jsonNull,
  b = jsonNull,
}: {
  title: string;
  a?: Json | undefined;
  b?: Json | undefined;
}) {
  const rows = useMemo(() => diffOf(printJson(a, 2), printJson(b, 2)), [a, b]);
  const changes = rows.filter(({ sign }) => sign !== ' ').length;
  return (
    <section className="mb-6">
      <h2 className="mb-2 font-semibold">
        {title}{' '}
        <span className="font-normal text-soft">
          {changes === 0 ? 'the same' : `${changes} lines differ`}
        </span>
      </h2>
      <DiffView rows={rows} label={`${title}, compared`} />
    </section>
  );
}
