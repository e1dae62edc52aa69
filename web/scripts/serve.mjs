// SPDX-License-Identifier: Apache-2.0
// Serves dist/ as the daemon does, headers and all, and passes the API on to TOOLSHED_URL.
// For trying the built page before it is inside the binary, and for the browser tests.
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';

const dist = new URL('../dist/', import.meta.url);
const { files } = JSON.parse(await readFile(new URL('manifest.json', dist), 'utf8'));
const known = new Map(files.map((file) => [file.path, file]));
const daemon = new URL(process.env.TOOLSHED_URL ?? 'http://127.0.0.1:7070');

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

function pass(incoming, answer) {
  const out = request(
    {
      host: daemon.hostname,
      port: daemon.port,
      path: incoming.url,
      method: incoming.method,
      headers: { ...incoming.headers, host: daemon.host },
    },
    (reply) => {
      answer.writeHead(reply.statusCode, reply.headers);
      reply.pipe(answer);
    },
  );
  out.on('error', () => {
    if (!answer.headersSent) answer.writeHead(502);
    answer.end();
  });
  answer.on('close', () => out.destroy());
  incoming.pipe(out);
}

const server = createServer((incoming, answer) => {
  const { pathname } = new URL(incoming.url, 'http://localhost');
  if (pathname !== '/ui' && !pathname.startsWith('/ui/')) return pass(incoming, answer);
  const name = pathname.slice('/ui/'.length);
  const file =
    known.get(name) ?? (name.startsWith('assets/') ? undefined : known.get('index.html'));
  if (!file) {
    answer.writeHead(404, headers).end();
    return;
  }
  answer.writeHead(200, {
    ...headers,
    'Content-Type': file.type,
    'Content-Encoding': 'gzip',
    'Cache-Control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  createReadStream(new URL(`${file.path}.gz`, dist)).pipe(answer);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/ui/`);
});
