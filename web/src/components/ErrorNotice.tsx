// SPDX-License-Identifier: Apache-2.0
import { ApiError, mendOf } from '@/api/errors';
import { visible } from '@/text/visible';
import { Button, Notice } from './basics';

type Props = { error: unknown; heading?: string; onRetry?: () => void };

export function ErrorNotice({ error, heading = 'That did not work', onRetry }: Props) {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof ApiError ? error.code : undefined;
  const mend = code === undefined ? undefined : mendOf(code);
  return (
    <Notice
      role="alert"
      tone="bad"
      heading={heading}
      actions={onRetry && <Button onClick={onRetry}>Try again</Button>}
    >
      <p className="[overflow-wrap:anywhere]">{visible(message)}</p>
      {mend && mend !== message && <p className="mt-1 text-soft">{mend}</p>}
    </Notice>
  );
}
