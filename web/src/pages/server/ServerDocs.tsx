// SPDX-License-Identifier: Apache-2.0
import type { Server } from '@/api/client';
import type { Tool } from '@/api/servers';
import { Badge, Notice } from '@/components/basics';
import { printJson } from '@/json/print';
import { readField } from '@/schema/read';
import { clipped, visible } from '@/text/visible';

const toolsMax = 100;

/** A reference made here from what the server itself says of its tools. */
export function ServerDocs({ server, tools }: { server: Server; tools: Tool[] }) {
  const instructions = server.current_revision?.protocol.instructions;
  return (
    <article className="flex max-w-4xl flex-col gap-5" data-testid="server-docs">
      <Notice tone="info">
        Made from the schemas of the verified tools. The texts are the server’s own.
      </Notice>
      {instructions && (
        <p className="whitespace-pre-wrap">{visible(clipped(instructions, 8_000))}</p>
      )}
      {tools.slice(0, toolsMax).map((tool, index) => (
        <ToolDocs key={index} tool={tool} />
      ))}
      {tools.length > toolsMax && (
        <p className="text-soft">{tools.length - toolsMax} more tools are not shown here.</p>
      )}
    </article>
  );
}

function ToolDocs({ tool }: { tool: Tool }) {
  const { properties } = readField(tool.inputSchema, tool.inputSchema);
  return (
    <section className="frame p-4">
      <h2 className="font-mono font-semibold [overflow-wrap:anywhere]">
        {visible(clipped(tool.name, 200))}
      </h2>
      <p className="mt-1 whitespace-pre-wrap text-soft">
        {visible(clipped(tool.description, 4_000))}
      </p>
      {properties.length === 0 ? (
        <p className="mt-2 text-soft">No parameters.</p>
      ) : (
        <div className="mt-3 overflow-x-auto">
          <table className="w-full text-left">
            <thead className="text-sm text-soft">
              <tr>
                <th className="py-1 pr-4 font-medium">Parameter</th>
                <th className="py-1 pr-4 font-medium">Type</th>
                <th className="py-1 font-medium">Meaning</th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {properties.map(({ name, schema, required }) => {
                const field = readField(tool.inputSchema, schema);
                const choices = field.choices.slice(0, 12).map(({ label }) => label);
                return (
                  <tr key={name} className="align-top">
                    <td className="py-1.5 pr-4 font-mono text-sm">
                      {visible(clipped(name, 100))}{' '}
                      {required && <Badge tone="accent">required</Badge>}
                    </td>
                    <td className="py-1.5 pr-4 text-sm text-soft">
                      {field.kind === 'enum' ? choices.join(', ') : field.kind}
                    </td>
                    <td className="py-1.5">
                      {visible(clipped(field.description ?? '', 600))}
                      {field.default && (
                        <span className="text-soft">
                          {' '}
                          Default: {clipped(printJson(field.default), 80)}
                        </span>
                      )}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
