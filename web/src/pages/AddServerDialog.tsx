// SPDX-License-Identifier: Apache-2.0
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useAddServer } from '@/api/servers';
import { Button } from '@/components/basics';
import { Dialog } from '@/components/Dialog';
import { ErrorNotice } from '@/components/ErrorNotice';
import { readSource } from '@/text/source';

const namePattern = /^[a-z0-9][a-z0-9-]{0,39}$/;

export function AddServerDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [source, setSource] = useState('');
  const [name, setName] = useState('');
  const add = useAddServer();
  const navigate = useNavigate();
  const id = useId();
  const read = readSource(source);
  const nameFits = name === '' || namePattern.test(name);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!read.ok || !nameFits || add.isPending) return;
    const body = name === '' ? { source: source.trim() } : { source: source.trim(), name };
    add.mutate(body, {
      onSuccess: (server) => {
        onClose();
        const runId = server.run_id ?? server.last_run?.id;
        if (runId)
          void navigate({
            to: '/servers/$id/verifications/$runId',
            params: { id: server.id, runId },
          });
        else void navigate({ to: '/servers/$id', params: { id: server.id } });
      },
    });
  };
  return (
    <Dialog open={open} onClose={onClose} title="Add server">
      <form onSubmit={handleSubmit} className="flex flex-col gap-4" data-testid="server-add-form">
        <label className="block">
          <span className="mb-1 block font-medium">Source</span>
          <input
            className="input font-mono text-sm"
            placeholder="https://github.com/owner/repo@ref#folder"
            value={source}
            aria-describedby={`${id}-plan`}
            data-testid="server-source-input"
            spellCheck={false}
            onChange={(event) => setSource(event.target.value)}
          />
        </label>
        <label className="block">
          <span className="mb-1 block font-medium">
            Name <span className="font-normal text-soft">(optional)</span>
          </span>
          <input
            className="input font-mono text-sm"
            placeholder={read.ok ? read.name : ''}
            value={name}
            aria-invalid={!nameFits || undefined}
            aria-describedby={nameFits ? undefined : `${id}-name`}
            data-testid="server-name-input"
            onChange={(event) => setName(event.target.value)}
          />
          {!nameFits && (
            <span id={`${id}-name`} className="text-sm text-bad">
              Small letters, digits and hyphens, at most 40.
            </span>
          )}
        </label>
        <div id={`${id}-plan`} className="rounded-md bg-sunken p-3" data-testid="server-add-plan">
          {read.ok ? (
            <>
              <p className="mb-1 font-medium">What will happen</p>
              <ol className="list-decimal pl-5 text-soft">
                {read.plan.map((step) => (
                  <li key={step}>{step}</li>
                ))}
              </ol>
            </>
          ) : (
            <p className="text-soft">{read.why}</p>
          )}
        </div>
        {add.error && <ErrorNotice error={add.error} heading="The server was not added" />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            tone="primary"
            busy={add.isPending}
            disabled={!read.ok || !nameFits}
            data-testid="server-add-submit"
          >
            Add and verify
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
