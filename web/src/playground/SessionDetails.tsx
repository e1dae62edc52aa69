// SPDX-License-Identifier: Apache-2.0
import { useState } from 'react';
import { useCalls } from '@/api/calls';
import type { Session } from '@/api/client';
import { LogView, useLog } from '@/components/LogView';
import { MoreButton } from '@/components/MoreButton';
import { Tabs } from '@/components/Tabs';
import { CallTable } from '@/pages/history/CallTable';

/** What happened in this session besides the call that is on the table. */
export function SessionDetails({ session }: { session: Session }) {
  const [tab, setTab] = useState('calls');
  return (
    <section className="mt-8" aria-label="This session">
      <Tabs
        label="This session"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'calls', label: 'Calls' },
          { value: 'log', label: 'Server log' },
        ]}
      >
        {tab === 'calls' ? <Calls sessionId={session.id} /> : <Log sessionId={session.id} />}
      </Tabs>
    </section>
  );
}

function Calls({ sessionId }: { sessionId: string }) {
  const { items, more } = useCalls(sessionId);
  if (!items) return null;
  if (items.length === 0) return <p className="text-soft">No call was made yet.</p>;
  return (
    <>
      <CallTable calls={items} sessionId={sessionId} />
      <MoreButton more={more} shown={items.length} what="calls" />
    </>
  );
}

function Log({ sessionId }: { sessionId: string }) {
  const log = useLog(`/api/v1/sessions/${sessionId}/logs`);
  return <LogView log={log} name={sessionId} />;
}
