// SPDX-License-Identifier: Apache-2.0
// Puts a .br and a .gz beside every built file, and manifest.json with what a server needs to know.
import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url).pathname;
const types = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const files = [];
for (const entry of await readdir(dist, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath, entry.name);
  if (/\.(br|gz)$/.test(entry.name) || entry.name === 'manifest.json') {
    await rm(path);
    continue;
  }
  const bytes = await readFile(path);
  const type = types[extname(entry.name)];
  if (!type) throw new Error(`no media type is known for ${path}`);
  const brotli = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
  const gzip = gzipSync(bytes, { level: 9 });
  await writeFile(`${path}.br`, brotli);
  await writeFile(`${path}.gz`, gzip);
  const name = path.slice(dist.length);
  files.push({
    path: name,
    type,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    brotli_bytes: brotli.length,
    gzip_bytes: gzip.length,
    immutable: name.startsWith('assets/'),
  });
}
files.sort((a, b) => (a.path < b.path ? -1 : 1));
await writeFile(
  join(dist, 'manifest.json'),
  `${JSON.stringify({ base: '/ui/', files }, null, 2)}\n`,
);
