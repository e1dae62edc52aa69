// SPDX-License-Identifier: Apache-2.0
import { executeBody, executePath } from '@/api/calls';
import { CopyButton } from '@/components/copy';
import type { Json } from '@/json/tree';

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** The call for a shell; the token comes from the environment and never stands in what is copied. */
export function curlCommand(origin: string, id: string, toolName: string, params: Json): string {
  return [
    `curl -sS -X POST ${quoted(origin + executePath(id, toolName))}`,
    '-H "Authorization: Bearer $TOOLSHED_TOKEN"',
    "-H 'Content-Type: application/json'",
    `--data-raw ${quoted(executeBody(params))}`,
  ].join(' \\\n  ');
}

export function CurlButton({
  id,
  toolName,
  params,
}: {
  id: string;
  toolName: string;
  params: Json;
}) {
  return (
    <CopyButton
      label="Copy as curl"
      text={() => curlCommand(location.origin, id, toolName, params)}
    />
  );
}
