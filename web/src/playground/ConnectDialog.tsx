// SPDX-License-Identifier: Apache-2.0
import type { Session } from '@/api/client';
import { Mono } from '@/components/basics';
import { CopyButton } from '@/components/copy';
import { Dialog } from '@/components/Dialog';

export function ConnectDialog({
  session,
  open,
  onClose,
}: {
  session: Session;
  open: boolean;
  onClose: () => void;
}) {
  const config = JSON.stringify(
    {
      mcpServers: {
        toolshed: {
          type: 'http',
          url: session.endpoint,
          headers: { Authorization: 'Bearer YOUR_TOKEN' },
        },
      },
    },
    null,
    2,
  );
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Connect a client"
      description="The session has an address of its own for as long as it lives."
    >
      <Snippet title="Endpoint" text={session.endpoint ?? ''} />
      <Snippet title="Client configuration" text={config} />
      <Snippet
        title="Over standard input and output"
        text={`toolshed connect ${session.id} --stdio`}
      />
    </Dialog>
  );
}

function Snippet({ title, text }: { title: string; text: string }) {
  return (
    <div className="mb-3">
      <div className="flex items-center justify-between">
        <h3 className="font-medium">{title}</h3>
        <CopyButton bare label={`Copy: ${title}`} text={text} />
      </div>
      <pre className="overflow-x-auto rounded-md bg-sunken p-2.5">
        <Mono>{text}</Mono>
      </pre>
    </div>
  );
}
