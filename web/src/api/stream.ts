// SPDX-License-Identifier: Apache-2.0
import { open } from './client';
import { ApiError } from './errors';

export type StreamEvent = { id: string; type: string; data: string };

/** Reads one event stream to its end. Ids and retries are the caller's affair. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += value;
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = eventOf(block);
        if (event) yield event;
      }
    }
  } finally {
    reader.cancel().catch(() => undefined);
  }
}

function eventOf(block: string): StreamEvent | null {
  const event: StreamEvent = { id: '', type: 'message', data: '' };
  const data: string[] = [];
  for (const line of block.split(/\r?\n/)) {
    if (line.startsWith(':')) continue;
    const colon = line.indexOf(':');
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'id') event.id = value;
    if (name === 'event') event.type = value;
    if (name === 'data') data.push(value);
  }
  if (data.length === 0) return null;
  event.data = data.join('\n');
  return event;
}

export type Follower = {
  onEvent: (event: StreamEvent) => void;
  onState?: (state: 'open' | 'waiting' | 'ended') => void;
  /** Asked when a stream ends: is there more to come? */
  isOver: () => boolean;
};

/** Milliseconds before the first, second, … attempt to come back. */
const pauses = [250, 500, 1_000, 2_000, 5_000];

/** Follows a stream through restarts of the daemon, from the last id seen. Returns the way to end it. */
export function follow(path: string, follower: Follower): () => void {
  const ended = new AbortController();
  void run(path, follower, ended.signal);
  return () => ended.abort();
}

async function run(path: string, follower: Follower, signal: AbortSignal): Promise<void> {
  let last = '';
  let failures = 0;
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = last ? { 'Last-Event-ID': last } : {};
      const response = await open(path, { headers, signal });
      follower.onState?.('open');
      if (response.body)
        for await (const event of readEvents(response.body)) {
          if (signal.aborted) return;
          failures = 0;
          if (event.id) last = event.id;
          follower.onEvent(event);
        }
    } catch (problem) {
      if (signal.aborted) return;
      if (problem instanceof ApiError && problem.status >= 400 && problem.status < 500) break;
    }
    if (signal.aborted) return;
    if (follower.isOver()) break;
    follower.onState?.('waiting');
    await pause(pauses[Math.min(failures, pauses.length - 1)] ?? 0, signal);
    failures += 1;
  }
  if (!signal.aborted) follower.onState?.('ended');
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
