// SPDX-License-Identifier: Apache-2.0
import type { Tool } from '@/api/servers';
import { Badge } from './basics';

/** What a tool says of itself. Nobody has checked it. */
export function ToolBadges({ tool }: { tool: Tool }) {
  return (
    <>
      {tool.readOnly && <Badge title="The tool says that it changes nothing">read-only</Badge>}
      {tool.destructive && (
        <Badge tone="bad" title="The tool says that it may destroy something">
          destructive
        </Badge>
      )}
      {tool.idempotent && (
        <Badge title="The tool says that a repeated call changes nothing more">idempotent</Badge>
      )}
      {tool.openWorld && (
        <Badge title="The tool says that it reaches beyond its server">open world</Badge>
      )}
    </>
  );
}
