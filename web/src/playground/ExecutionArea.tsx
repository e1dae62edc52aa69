// SPDX-License-Identifier: Apache-2.0
import { CircleStop, Play, TriangleAlert } from 'lucide-react';
import { type KeyboardEvent, useDeferredValue, useMemo, useReducer, useRef, useState } from 'react';
import { useExecuteMcpTool } from '@/api/calls';
import type { Tool } from '@/api/servers';
import { announce } from '@/components/announcer';
import { Button, Key, Notice } from '@/components/basics';
import { Confirm } from '@/components/Dialog';
import { ToolBadges } from '@/components/ToolBadges';
import { type Arguments, blockedBy, newArguments, reduce } from '@/form/arguments';
import type { Json } from '@/json/tree';
import { makeChecker, type Verdict } from '@/schema/check';
import { initialArguments } from '@/schema/initial';
import { clipped, visible } from '@/text/visible';
import { ArgumentsEditor } from './ArgumentsEditor';
import { CurlButton } from './CurlButton';
import { type Outcome, ResultPanel } from './ResultPanel';
import { Timeline } from './Timeline';
import type { Target } from './target';

type Props = {
  target: Target;
  toolName: string;
  /** Arguments of an earlier call, to begin with. */
  preset: Json | undefined;
  presetFrom: string | undefined;
};

/** What was filled in, and what came back, stays while other tools are looked at. */
type Kept = { args: Arguments; outcome: Outcome | undefined };
const kept = new Map<string, Kept>();

export function forgetEverything(): void {
  kept.clear();
}

export function ExecutionArea(props: Props) {
  const tool = props.target.tools?.find(({ name }) => name === props.toolName);
  if (!tool) return null;
  const owner = props.target.server?.id ?? props.target.executeId ?? '';
  const key = [owner, tool.name, props.presetFrom].join('\n');
  return <ToolArea key={key} storageKey={key} tool={tool} {...props} />;
}

function begin(tool: Tool, preset: Json | undefined, before: Kept | undefined): Arguments {
  if (preset?.kind === 'object') return newArguments(tool.name, preset);
  return before?.args ?? newArguments(tool.name, initialArguments(tool.inputSchema));
}

function ToolArea({
  tool,
  target,
  preset,
  storageKey,
}: Props & { tool: Tool; storageKey: string }) {
  const before = kept.get(storageKey);
  const [args, dispatch] = useReducer(reduce, undefined, () =>
    begin(tool, before ? undefined : preset, before),
  );
  const [outcome, setOutcome] = useState<Outcome | undefined>(before?.outcome);
  kept.set(storageKey, { args, outcome });
  const call = useCalling(tool, target, setOutcome);
  const verdict = useVerdict(tool, args);
  const [asking, setAsking] = useState(false);
  const blocked = blockedBy(args);
  const canExecute = target.executeId !== undefined && blocked === undefined && !call.isPending;
  const send = () => {
    setAsking(false);
    call.send(args);
  };
  const handleExecute = () => {
    if (!canExecute) return;
    if (tool.destructive) setAsking(true);
    else send();
  };
  const handleKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) handleExecute();
  };
  return (
    <>
      <ToolHead tool={tool} target={target} />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6 xl:grid-cols-2">
        <section
          className="flex min-w-0 flex-col gap-4"
          aria-label="Arguments"
          onKeyDown={handleKey}
        >
          <ArgumentsEditor tool={tool} args={args} verdict={verdict} dispatch={dispatch} />
          <VerdictNote verdict={verdict} />
          <div className="flex flex-wrap items-center gap-2">
            <Button
              tone="primary"
              icon={<Play aria-hidden className="size-4" />}
              busy={call.isPending}
              disabled={!canExecute}
              onClick={handleExecute}
              data-testid="mcp-playground-execute-button"
            >
              {isDoubtful(verdict) ? 'Execute anyway' : 'Execute'}
            </Button>
            {call.isPending && (
              <Button icon={<CircleStop aria-hidden className="size-4" />} onClick={call.cancel}>
                Cancel
              </Button>
            )}
            {target.executeId && (
              <CurlButton id={target.executeId} toolName={tool.name} params={args.value} />
            )}
            <span className="ml-auto hidden text-sm text-soft sm:inline">
              <Key>Ctrl</Key> <Key>Enter</Key>
            </span>
          </div>
          {target.executeId === undefined && (
            <p className="text-sm text-soft">Launch a session to call this tool.</p>
          )}
        </section>
        <section className="min-w-0 xl:sticky xl:top-18 xl:self-start" aria-label="Result">
          <Timeline startedAt={call.startedAt} isPending={call.isPending} outcome={outcome} />
          {outcome && <ResultPanel outcome={outcome} tool={tool} />}
        </section>
      </div>
      <Confirm
        open={asking}
        onClose={() => setAsking(false)}
        title={`Call ${clipped(visible(tool.name), 60)}?`}
        description="This tool says of itself that it may destroy something."
        action="Call it"
        danger
        onConfirm={send}
      />
    </>
  );
}

function useCalling(tool: Tool, target: Target, setOutcome: (outcome: Outcome) => void) {
  const execute = useExecuteMcpTool();
  const [startedAt, setStartedAt] = useState<number>();
  const abort = useRef<AbortController>(null);
  const send = (args: Arguments) => {
    if (!target.executeId) return;
    const sent = { tool: tool.name, params: args.value };
    const begun = performance.now();
    const signal = new AbortController();
    abort.current = signal;
    setStartedAt(Date.now());
    execute.mutate(
      { id: target.executeId, toolName: tool.name, params: args.value, signal: signal.signal },
      {
        onSuccess: (answer) => {
          const ok =
            answer.call === undefined
              ? !isErrorResult(answer.result)
              : answer.call.outcome === 'ok';
          setOutcome({
            state: ok ? 'success' : 'error',
            sent,
            answer,
            tookMs: performance.now() - begun,
          });
          announce(ok ? `${tool.name} succeeded` : `${tool.name} failed`);
        },
        onError: (error) => {
          const cancelled = signal.signal.aborted;
          const failure = cancelled ? new Error('Cancelled before an answer came.') : error;
          setOutcome({ state: 'error', sent, error: failure, tookMs: performance.now() - begun });
          announce(cancelled ? `${tool.name} cancelled` : `${tool.name} failed: ${error.message}`);
        },
      },
    );
  };
  return { isPending: execute.isPending, send, startedAt, cancel: () => abort.current?.abort() };
}

function isErrorResult(result: Json | undefined): boolean {
  return (
    result?.kind === 'object' &&
    result.members.some(
      ([name, value]) => name === 'isError' && value.kind === 'boolean' && value.value,
    )
  );
}

/** The schema's opinion comes a moment after the keystroke, and never holds one up. */
function useVerdict(tool: Tool, args: Arguments): Verdict {
  const check = useMemo(() => makeChecker(tool.inputSchema), [tool.inputSchema]);
  const value = useDeferredValue(args.value);
  return useMemo(() => check(value), [check, value]);
}

function isDoubtful(verdict: Verdict): boolean {
  return verdict.state === 'checked' && verdict.violations.length > 0;
}

function ToolHead({ tool, target }: { tool: Tool; target: Target }) {
  const isMuted = target.allowed !== undefined && !target.allowed.has(tool.name);
  return (
    <header className="mb-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2
          className="font-mono text-lg font-semibold [overflow-wrap:anywhere]"
          data-testid="mcp-playground-tool-name"
        >
          {visible(clipped(tool.name, 300))}
        </h2>
        <ToolBadges tool={tool} />
      </div>
      <Description text={tool.description} />
      {isMuted && (
        <Notice tone="warn" className="mt-3" data-testid="mcp-playground-not-whitelisted-warning">
          <span className="flex items-center gap-2">
            <TriangleAlert aria-hidden className="size-4 shrink-0 text-warn" />
            This tool is not allowed here. You can call it to see that it is refused.
          </span>
        </Notice>
      )}
    </header>
  );
}

const shownMax = 600;

function Description({ text }: { text: string }) {
  const [all, setAll] = useState(false);
  if (text === '') return null;
  return (
    <div className="mt-1 max-w-prose text-soft">
      <p className="whitespace-pre-wrap">{visible(clipped(text, all ? 20_000 : shownMax))}</p>
      {text.length > shownMax && (
        <button type="button" className="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show less' : 'Show all of it'}
        </button>
      )}
    </div>
  );
}

function VerdictNote({ verdict }: { verdict: Verdict }) {
  if (verdict.state === 'unchecked')
    return (
      <p className="text-sm text-soft">Not checked against the schema: {visible(verdict.why)}.</p>
    );
  const { violations, unchecked } = verdict;
  if (violations.length === 0 && unchecked.length === 0) return null;
  return (
    <div className="text-sm" role="status">
      {violations.length > 0 && (
        <p className="text-warn">
          The schema disagrees in {violations.length} {violations.length === 1 ? 'place' : 'places'}
          {'. '}You can send it all the same.
        </p>
      )}
      {violations.slice(0, 5).map(({ pointer, message }) => (
        <p key={`${pointer} ${message}`} className="text-soft">
          <span className="font-mono">{pointer || '/'}</span> {visible(clipped(message, 300))}
        </p>
      ))}
      {unchecked.length > 0 && (
        <p className="text-soft">Too costly to check here: {unchecked.join(', ')}.</p>
      )}
    </div>
  );
}
