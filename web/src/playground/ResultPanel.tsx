// SPDX-License-Identifier: Apache-2.0
import { CircleAlert, CircleCheck, Download } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ExecuteAnswer } from '@/api/calls';
import { ApiError, mendOf } from '@/api/errors';
import type { Tool } from '@/api/servers';
import { Badge, IconButton, Notice } from '@/components/basics';
import { CopyButton, saveText } from '@/components/copy';
import { JsonView } from '@/components/JsonView';
import { Tabs } from '@/components/Tabs';
import { printJson } from '@/json/print';
import { fromPlain, type Json, member, object, string } from '@/json/tree';
import { visible } from '@/text/visible';
import { Content } from './Content';
import { SchemaVerdict } from './SchemaVerdict';

export type Outcome = {
  state: 'success' | 'error';
  sent: { tool: string; params: Json };
  answer?: ExecuteAnswer;
  error?: Error;
  tookMs: number;
};

type TabName = 'response' | 'raw' | 'request';

const tabs: { value: TabName; label: string; testId: string }[] = [
  { value: 'response', label: 'Response', testId: 'mcp-playground-result-tab-response' },
  { value: 'raw', label: 'Raw JSON', testId: 'mcp-playground-result-tab-raw' },
  { value: 'request', label: 'Request', testId: 'mcp-playground-result-tab-request' },
];

export function ResultPanel({ outcome, tool }: { outcome: Outcome; tool: Tool | undefined }) {
  const [tab, setTab] = useState<TabName>('response');
  const shown = useMemo(() => shownIn(outcome, tab), [outcome, tab]);
  const text = () => printJson(shown, 2);
  return (
    <div className="frame p-4" data-testid="mcp-playground-result-section">
      <Tabs
        tabs={tabs}
        value={tab}
        label="Result"
        onChange={(next) => setTab(next as TabName)}
        end={
          <>
            <CopyButton text={text} testId="mcp-playground-copy-button" />
            <IconButton
              label="Save"
              icon={<Download aria-hidden className="size-4" />}
              onClick={() =>
                saveText(text(), `${outcome.sent.tool}-${tab}.json`, 'application/json')
              }
            />
          </>
        }
      >
        <div data-testid="mcp-playground-result-content">
          {tab === 'response' && <Response outcome={outcome} tool={tool} value={shown} />}
          {tab === 'raw' && <JsonView value={shown} label="Raw JSON" highlighted={false} />}
          {tab === 'request' && <Request outcome={outcome} value={shown} />}
        </div>
      </Tabs>
    </div>
  );
}

/** What a tab is about; this is also what Copy copies. */
function shownIn(outcome: Outcome, tab: TabName): Json {
  if (tab === 'request')
    return object([
      ['tool', string(outcome.sent.tool)],
      ['params', outcome.sent.params],
    ]);
  const whole = outcome.answer?.response ?? errorValue(outcome.error);
  if (tab === 'raw') return whole;
  return outcome.answer?.result ?? member(whole, 'error') ?? whole;
}

function errorValue(error: Error | undefined): Json {
  if (!(error instanceof ApiError)) return fromPlain({ error: { message: error?.message ?? '' } });
  const { message, code, type, callId } = error;
  return fromPlain({ error: { message, code, type, ...(callId ? { call_id: callId } : {}) } });
}

function Response({
  outcome,
  tool,
  value,
}: {
  outcome: Outcome;
  tool: Tool | undefined;
  value: Json;
}) {
  const result = outcome.answer?.result;
  const isGood = outcome.state === 'success';
  const Icon = isGood ? CircleCheck : CircleAlert;
  return (
    <div className="flex flex-col gap-3">
      <div>
        <Badge
          tone={isGood ? 'good' : 'bad'}
          icon={<Icon aria-hidden />}
          data-testid="mcp-playground-result-status"
          data-test-state={outcome.state}
        >
          {isGood ? 'Success' : 'Error'}
        </Badge>
      </div>
      <Failure outcome={outcome} />
      {result && tool?.outputSchema && <SchemaVerdict schema={tool.outputSchema} result={result} />}
      {result && <Content result={result} />}
      <JsonView value={value} label="Response as JSON" />
    </div>
  );
}

function Failure({ outcome }: { outcome: Outcome }) {
  const told = outcome.error ?? outcome.answer?.call?.error;
  if (!told) return null;
  const code = 'code' in told && typeof told.code === 'string' ? told.code : '';
  const mend = mendOf(code);
  return (
    <Notice tone="bad" role="alert">
      <p className="[overflow-wrap:anywhere]">
        {visible(told.message || 'Failed to execute tool')}
      </p>
      {mend && <p className="text-soft">{mend}</p>}
    </Notice>
  );
}

function Request({ outcome, value }: { outcome: Outcome; value: Json }) {
  const wire = outcome.answer?.call?.request;
  return (
    <div className="flex flex-col gap-3">
      <JsonView value={value} label="Request" />
      {wire && (
        <div>
          <h3 className="mb-1 font-medium">On the wire</h3>
          <JsonView value={wire} label="Request on the wire" className="max-h-80" />
        </div>
      )}
    </div>
  );
}
