// SPDX-License-Identifier: Apache-2.0
import type { Server } from '@/api/client';
import { useRun } from '@/api/servers';
import { Ago } from '@/components/Ago';
import { Facts, Mono } from '@/components/basics';
import { CopyButton } from '@/components/copy';
import { Findings } from '@/components/Findings';
import { bytesText } from '@/text/time';
import { clipped, visible } from '@/text/visible';

export function ServerOverview({ server }: { server: Server }) {
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Verified server={server} />
      <Limits server={server} />
      <Connect server={server} />
    </div>
  );
}

function Verified({ server }: { server: Server }) {
  const revision = server.current_revision;
  if (!revision)
    return (
      <section className="frame p-4">
        <h2 className="mb-2 font-semibold">Verified revision</h2>
        <p className="text-soft">
          None yet. Nothing can be launched before a verification has passed.
        </p>
      </section>
    );
  const { protocol } = revision;
  const info = protocol.server_info as { name?: string; version?: string } | null | undefined;
  return (
    <section className="frame p-4">
      <h2 className="mb-2 font-semibold">Verified revision</h2>
      <Facts
        rows={[
          ['Verified', <Ago key="v" stamp={revision.verified_at} />],
          ['Commit', <Mono key="c">{revision.commit || '–'}</Mono>],
          ['Image', <Digest key="d" digest={revision.digest} />],
          ['Protocol', `${protocol.revision} (${protocol.era})`],
          ['Calls itself', info?.name ? visible(`${info.name} ${info.version ?? ''}`) : '–'],
          ['Tools', revision.tools],
        ]}
      />
      {protocol.instructions && (
        <details className="mt-3">
          <summary className="font-medium">Its instructions</summary>
          <p className="mt-1 whitespace-pre-wrap text-soft">
            {visible(clipped(protocol.instructions, 4_000))}
          </p>
        </details>
      )}
      <RunFindings runId={revision.run_id} />
    </section>
  );
}

function RunFindings({ runId }: { runId: string }) {
  const { data } = useRun(runId);
  const findings = data?.evidence.findings;
  return <Findings findings={findings ?? []} />;
}

function Digest({ digest }: { digest: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <Mono title={digest}>{digest.slice(0, 19)}…</Mono>
      <CopyButton bare label="Copy the digest" text={digest} />
    </span>
  );
}

function Limits({ server }: { server: Server }) {
  const { settings } = server;
  const rows: [string, string][] = [
    ['Network', settings.network === 'public' ? 'public addresses only' : 'none'],
    ['Memory', bytesText(settings.memory_bytes ?? 0)],
    [
      'Processor',
      `weight ${(settings.cpu_weight_milli ?? 0) / 1000}, at most ${(settings.cpu_ceiling_milli ?? 0) / 1000} cores`,
    ],
    ['Processes', String(settings.processes_max ?? '–')],
    ['Scratch space', bytesText(settings.scratch_bytes ?? 0)],
    ['Writable paths', settings.writable_paths?.join(', ') || 'none besides the scratch space'],
  ];
  return (
    <section className="frame p-4">
      <h2 className="mb-2 font-semibold">Runs under</h2>
      <Facts rows={rows} />
    </section>
  );
}

function Connect({ server }: { server: Server }) {
  const snippets: [string, string][] = [
    ['Start a session', `toolshed session start ${server.name} --wait`],
    ['Call a tool', `toolshed tool call SESSION TOOL key=value`],
    ['Verify again', `toolshed server verify ${server.name} --wait`],
  ];
  return (
    <section className="frame p-4 lg:col-span-2">
      <h2 className="mb-2 font-semibold">From a terminal</h2>
      <ul className="flex flex-col gap-2">
        {snippets.map(([what, command]) => (
          <li key={what} className="flex flex-wrap items-center gap-x-4">
            <span className="w-32 text-soft">{what}</span>
            <span className="flex min-w-0 flex-1 items-center justify-between gap-2 rounded-md bg-sunken px-2.5 py-0.5">
              <Mono>{command}</Mono>
              <CopyButton bare label={`Copy: ${what}`} text={command} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
