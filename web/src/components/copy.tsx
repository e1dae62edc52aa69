// SPDX-License-Identifier: Apache-2.0
import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { announce } from './announcer';
import { Button, IconButton } from './basics';

/** The clipboard's own interface is missing on plain-HTTP addresses other than loopback. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text);
  }
}

function copyBySelection(text: string): boolean {
  const area = document.createElement('textarea');
  area.value = text;
  area.className = 'sr-only';
  document.body.append(area);
  area.select();
  try {
    return document.execCommand('copy');
  } catch {
    return false;
  } finally {
    area.remove();
  }
}

type Props = { text: string | (() => string); label?: string; bare?: boolean; testId?: string };

export function CopyButton({ text, label = 'Copy', bare, testId }: Props) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), 2_000);
    return () => clearTimeout(timer);
  }, [state]);
  const handleCopy = async () => {
    const done = await copyText(typeof text === 'string' ? text : text());
    setState(done ? 'copied' : 'failed');
    announce(done ? 'Copied' : 'Copying failed');
  };
  const icons = { idle: Copy, copied: Check, failed: TriangleAlert };
  const Icon = icons[state];
  const icon = <Icon aria-hidden className="size-4" />;
  const shown = { idle: label, copied: 'Copied', failed: 'Copying failed' }[state];
  if (bare)
    return <IconButton label={shown} icon={icon} onClick={handleCopy} data-testid={testId} />;
  return (
    <Button icon={icon} onClick={handleCopy} data-testid={testId}>
      {shown}
    </Button>
  );
}

export function saveText(text: string, name: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
