// SPDX-License-Identifier: Apache-2.0
// Prints the contrast of every pair of colour roles that the page uses, and fails below WCAG AA.
import { readFile } from 'node:fs/promises';

const css = await readFile(new URL('../src/styles.css', import.meta.url), 'utf8');
const roles = new Map(
  [...css.matchAll(/--color-([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(
    ([, name, ...pair]) => [name, pair],
  ),
);

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['canvas', 'surface', 'sunken', 'hover'];
const pairs = [
  ...['ink', 'soft', 'accent'].flatMap((text) => grounds.map((ground) => [text, ground, 4.5])),
  ...['good', 'warn', 'bad', 'info'].flatMap((text) => [
    [text, 'sunken', 4.5],
    [text, `${text}-wash`, 4.5],
  ]),
  ['accent', 'accent-wash', 4.5],
  ['soft', 'accent-wash', 4.5],
  ['soft', 'warn-wash', 4.5],
  ['soft', 'bad-wash', 4.5],
  ['soft', 'info-wash', 4.5],
  ['accent-ink', 'accent', 4.5],
  ['edge', 'surface', 3],
];

let failed = false;
for (const [text, ground, least] of pairs) {
  const [light, dark] = [0, 1].map((theme) =>
    contrast(roles.get(text)[theme], roles.get(ground)[theme]),
  );
  const isEnough = light >= least && dark >= least;
  failed ||= !isEnough;
  console.log(
    `${isEnough ? 'ok ' : 'LOW'} ${`${text} on ${ground}`.padEnd(24)} ${light.toFixed(1).padStart(5)} ${dark.toFixed(1).padStart(5)}`,
  );
}
process.exit(failed ? 1 : 0);
