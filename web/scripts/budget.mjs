// SPDX-License-Identifier: Apache-2.0
// Fails when the built page outgrows its budget.
import { readFile } from 'node:fs/promises';

const dist = new URL('../dist/', import.meta.url);
const { files } = JSON.parse(await readFile(new URL('manifest.json', dist), 'utf8'));
const index = await readFile(new URL('index.html', dist), 'utf8');
const initial = new Set([...index.matchAll(/\/ui\/(assets\/[^"]+)/g)].map((match) => match[1]));

const sum = (pick, size) => files.filter(pick).reduce((total, file) => total + file[size], 0);
const isScript = (file) => file.path.endsWith('.js');
const rows = [
  ['initial JS, gzip', sum((f) => isScript(f) && initial.has(f.path), 'gzip_bytes'), 160_000],
  [
    'largest later chunk, gzip',
    Math.max(
      0,
      ...files.filter((f) => isScript(f) && !initial.has(f.path)).map((f) => f.gzip_bytes),
    ),
    60_000,
  ],
  ['CSS, gzip', sum((f) => f.path.endsWith('.css'), 'gzip_bytes'), 15_000],
  ['everything, brotli', sum(() => true, 'brotli_bytes'), 450_000],
  [
    'everything in all forms',
    sum(() => true, 'bytes') + sum(() => true, 'brotli_bytes') + sum(() => true, 'gzip_bytes'),
    3_000_000,
  ],
];
let failed = false;
for (const [name, size, limit] of rows) {
  failed ||= size > limit;
  console.log(
    `${size <= limit ? 'ok  ' : 'OVER'} ${name.padEnd(28)} ${(size / 1000).toFixed(1).padStart(8)} kB of ${limit / 1000} kB`,
  );
}
process.exit(failed ? 1 : 0);
