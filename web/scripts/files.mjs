// SPDX-License-Identifier: Apache-2.0
// Answers for everything below /ui/ as the daemon does, from dist/ and with the same headers.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';

const dist = new URL('../dist/', import.meta.url);

const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:; " +
    "font-src 'self'; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
    "require-trusted-types-for 'script'; trusted-types 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** The way to serve the page; an answer is false for what is not its own. */
export async function pageFiles() {
  const { files } = JSON.parse(await readFile(new URL('manifest.json', dist), 'utf8'));
  const known = new Map(files.map((file) => [file.path, file]));
  return (incoming, answer) => {
    const { pathname } = new URL(incoming.url, 'http://localhost');
    if (pathname !== '/ui' && !pathname.startsWith('/ui/')) return false;
    const name = pathname.slice('/ui/'.length);
    const file =
      known.get(name) ?? (name.startsWith('assets/') ? undefined : known.get('index.html'));
    if (!file) {
      answer.writeHead(404, headers).end();
      return true;
    }
    const form = /\bbr\b/.test(incoming.headers['accept-encoding'] ?? '') ? 'br' : 'gz';
    answer.writeHead(200, {
      ...headers,
      'Content-Type': file.type,
      'Content-Encoding': form === 'br' ? 'br' : 'gzip',
      'Content-Length': form === 'br' ? file.brotli_bytes : file.gzip_bytes,
      'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
    });
    createReadStream(new URL(`${file.path}.${form}`, dist)).pipe(answer);
    return true;
  };
}
