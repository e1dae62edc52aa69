// SPDX-License-Identifier: Apache-2.0
import { type Dispatch, useId } from 'react';
import type { Tool } from '@/api/servers';
import { Button, classes, Notice } from '@/components/basics';
import type { Action, Arguments, Mode } from '@/form/arguments';
import { SchemaForm } from '@/form/SchemaForm';
import { object } from '@/json/tree';
import type { Verdict } from '@/schema/check';

const modes: [mode: Mode, label: string][] = [
  ['form', 'Form'],
  ['json', 'JSON'],
  ['command', 'Command'],
];

type Props = { tool: Tool; args: Arguments; verdict: Verdict; dispatch: Dispatch<Action> };

/** Three ways to write one value. */
export function ArgumentsEditor({ tool, args, verdict, dispatch }: Props) {
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <fieldset className="inline-flex rounded-md border border-edge p-0.5">
          <legend className="sr-only">How to write the arguments</legend>
          {modes.map(([mode, label]) => (
            <button
              key={mode}
              type="button"
              aria-pressed={args.mode === mode}
              data-testid={`mcp-playground-input-mode-${mode}`}
              className={classes(
                'rounded-sm px-3 py-0.5 font-medium',
                args.mode === mode ? 'bg-accent text-accent-ink' : 'text-soft hover:bg-hover',
              )}
              onClick={() => dispatch({ type: 'mode', mode })}
            >
              {label}
            </button>
          ))}
        </fieldset>
        <span className="flex gap-1">
          {args.mode !== 'form' && (
            <Button
              tone="quiet"
              disabled={args.broken !== undefined}
              onClick={() => dispatch({ type: 'format' })}
            >
              Format
            </Button>
          )}
          <Button tone="quiet" onClick={() => dispatch({ type: 'replace', value: object() })}>
            Clear
          </Button>
        </span>
      </div>
      {args.refused && (
        <Notice tone="warn" role="alert">
          {args.refused}
        </Notice>
      )}
      {args.mode === 'form' ? (
        <SchemaForm
          schema={tool.inputSchema}
          value={args.value}
          drafts={args.drafts}
          violations={verdict.state === 'checked' ? verdict.violations : []}
          dispatch={dispatch}
        />
      ) : (
        <TextEditor args={args} dispatch={dispatch} />
      )}
    </>
  );
}

function TextEditor({ args, dispatch }: Pick<Props, 'args' | 'dispatch'>) {
  const id = useId();
  const isJson = args.mode === 'json';
  return (
    <div>
      <textarea
        className="input font-mono text-sm leading-5"
        rows={isJson ? Math.min(24, Math.max(8, args.text.split('\n').length + 1)) : 4}
        aria-label={isJson ? 'Arguments as JSON' : 'Command'}
        aria-invalid={args.broken !== undefined || undefined}
        aria-describedby={id}
        spellCheck={false}
        data-testid={isJson ? 'mcp-playground-json-editor' : 'mcp-playground-command-editor'}
        value={args.text}
        onChange={(event) => dispatch({ type: 'write', text: event.target.value })}
      />
      <div id={id} className="min-h-5 text-sm">
        {args.broken ? (
          <p role="alert" className="text-bad" data-testid="mcp-playground-input-error">
            {args.broken}
          </p>
        ) : (
          !isJson && (
            <p className="text-soft">
              For example {args.tool}(name="text", n=3, flag=true, list=[1, 2])
            </p>
          )
        )}
      </div>
    </div>
  );
}
