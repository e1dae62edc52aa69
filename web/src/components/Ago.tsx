// SPDX-License-Identifier: Apache-2.0
import { agoText } from '@/text/time';
import { useNow } from './hooks';

export function Ago({ stamp, ...rest }: { stamp: string; 'data-testid'?: string }) {
  const now = useNow(10_000);
  return (
    <time dateTime={stamp} title={new Date(stamp).toLocaleString()} {...rest}>
      {agoText(stamp, now)}
    </time>
  );
}
