// SPDX-License-Identifier: Apache-2.0

/**
 * The daemon's clock as seen from here. Its stamps can only be from the past, so the latest one
 * relative to our own clock is the best bound; a `Date` header replaces guessing.
 */
let offsetMs = 0;
let known = false;

export const serverClock = {
  now: () => Date.now() + offsetMs,
  observe(stamp: string | null | undefined) {
    const time = stamp ? Date.parse(stamp) : Number.NaN;
    if (Number.isNaN(time)) return;
    const offset = time - Date.now();
    // Whole seconds of a header and the way here are no difference.
    if (known && Math.abs(offset - offsetMs) < 1_500) return;
    offsetMs = Math.abs(offset) < 1_500 ? 0 : offset;
    known = true;
  },
  reset() {
    offsetMs = 0;
    known = false;
  },
};

export function durationText(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.floor((ms % 60_000) / 1_000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `14:05`, as a clock shows it. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function agoText(stamp: string, now = serverClock.now()): string {
  const ms = now - Date.parse(stamp);
  if (Number.isNaN(ms)) return 'never';
  if (ms < 10_000) return 'just now';
  if (ms < 60_000) return `${Math.floor(ms / 1_000)}s ago`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)}m ago`;
  if (ms < 86_400_000) return `${Math.floor(ms / 3_600_000)}h ago`;
  return `${Math.floor(ms / 86_400_000)}d ago`;
}

export function bytesText(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  if (bytes < 1_048_576) return `${(bytes / 1_024).toFixed(bytes < 10_240 ? 1 : 0)} KiB`;
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
