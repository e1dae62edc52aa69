// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ansiSpans, withoutAnsi } from './ansi';
import { diffLines } from './diff';
import { readSource } from './source';
import { agoText, bytesText, countdownText, durationText, serverClock } from './time';
import { clipped, visible } from './visible';

describe('text that hides something', () => {
  it('is made visible', () => {
    expect(visible('a\u202eb')).toBe('a⟨202E⟩b');
    expect(visible('a\u0007b', 'escape')).toBe('a\\u0007b');
    expect(visible('\udb40\udc41', 'escape')).toBe('\\udb40\\udc41');
    expect(visible('plain\n\tüñ 👍')).toBe('plain\n\tüñ 👍');
    expect(clipped('abcdef', 3)).toBe('abc…');
  });
});

describe('lines from a terminal', () => {
  it('keep colours and lose what a terminal obeys', () => {
    expect(ansiSpans('a\u001b[1;31mred\u001b[0mb\u001b[2Kc\u001b]0;title\u0007d')).toEqual([
      { text: 'a', className: '' },
      { text: 'red', className: 'ansi-bold ansi-red' },
      { text: 'b', className: '' },
      { text: 'c', className: '' },
      { text: 'd', className: '' },
    ]);
  });

  it.each([
    ['\u001b[2mx', 'ansi-faint'],
    ['\u001b[1m\u001b[22mx', ''],
    ['\u001b[92mx', 'ansi-green'],
    ['\u001b[34m\u001b[39mx', ''],
    ['\u001b[38;5;1mx', ''],
    ['\u001b[48;2;1;31;3;36mx', 'ansi-cyan'],
    ['\u001b[mx', ''],
  ])('%j has the class %j', (line, className) => {
    expect(ansiSpans(line)).toEqual([{ text: 'x', className }]);
  });

  it('are searched without their codes', () => {
    expect(withoutAnsi('\u001b[31mred\u001b[0m')).toBe('red');
  });
});

describe('times and sizes', () => {
  it('are short', () => {
    expect([0.2, 12, 1_234, 45_600, 125_000, 7_260_000].map(durationText)).toEqual([
      '< 1 ms',
      '12 ms',
      '1.23 s',
      '45.6 s',
      '2 min 5 s',
      '2 h 1 min',
    ]);
    expect([61_900, -5, 0].map(countdownText)).toEqual(['1:01', '0:00', '0:00']);
    expect([12, 2_048, 20_480, 3_145_728].map(bytesText)).toEqual([
      '12 B',
      '2.0 KiB',
      '20 KiB',
      '3.0 MiB',
    ]);
    const now = Date.parse('2026-01-03T00:00:00Z');
    const ago = (stamp: string) => agoText(stamp, now);
    expect(ago('2026-01-02T23:59:58Z')).toBe('just now');
    expect(ago('2026-01-02T23:59:20Z')).toBe('40s ago');
    expect(ago('2026-01-02T23:58:00Z')).toBe('2m ago');
    expect(ago('2026-01-02T21:00:00Z')).toBe('3h ago');
    expect(ago('2026-01-01T00:00:00Z')).toBe('2d ago');
    expect(ago('nonsense')).toBe('never');
  });

  it('count by the clock of the daemon', () => {
    const ahead = Date.now() + 3_600_000;
    serverClock.observe(new Date(ahead).toISOString());
    expect(Math.abs(serverClock.now() - ahead)).toBeLessThan(2_000);
    serverClock.observe('nonsense');
    serverClock.observe(null);
    serverClock.observe(new Date(ahead + 900).toISOString());
    expect(Math.abs(serverClock.now() - ahead)).toBeLessThan(2_000);
  });
});

describe('sources', () => {
  it.each([
    ['https://host/owner/repo', 'repo', 'Fetch the default branch of host/owner/repo'],
    ['https://host/owner/Repo.git@v1#srv/Echo', 'echo', 'Fetch “v1” of host/owner/Repo.git'],
    ['file:///srv/repo@main', 'repo', 'Fetch “main” from the daemon’s own disk'],
    ['/srv/my repo'.replace(' ', '-'), 'my-repo', 'Fetch the folder from the daemon’s own disk'],
    ['npm:@scope/pkg', 'pkg', 'Take the npm package @scope/pkg'],
    ['ssh://git@host/owner/repo', 'repo', 'Fetch the default branch of git@host/owner/repo'],
  ])('%s', (source, name, first) => {
    const read = readSource(source);
    expect(read.ok && [read.name, read.plan[0]]).toEqual([name, first]);
  });

  it.each(['', 'a b', 'owner/repo', 'https://', 'image:'])('%j is refused', (source) => {
    expect(readSource(source).ok).toBe(false);
  });
});

describe('differences', () => {
  const diff = (a: string, b: string) =>
    diffLines(a.split(''), b.split(''))
      .map(({ sign, text }) => sign + text)
      .join('');

  it.each([
    ['abc', 'abc', ' a b c'],
    ['abc', 'axc', ' a-b+x c'],
    ['abc', 'ac', ' a-b c'],
    ['ac', 'abc', ' a+b c'],
    ['abcabba', 'cbabac', undefined],
  ])('between %s and %s', (a, b, expected) => {
    const rows = diffLines(a.split(''), b.split(''));
    if (expected) expect(diff(a, b)).toBe(expected);
    const side = (sign: string) =>
      rows
        .filter((row) => row.sign !== sign)
        .map(({ text }) => text)
        .join('');
    expect(side('+')).toBe(a);
    expect(side('-')).toBe(b);
  });

  it('give up on what has nothing in common, instead of taking for ever', () => {
    const lines = (letter: string) => Array.from({ length: 3_000 }, (_, at) => letter + at);
    const rows = diffLines(lines('a'), lines('b'));
    expect(rows).toHaveLength(6_000);
    expect(rows[0]?.sign).toBe('-');
  });
});
