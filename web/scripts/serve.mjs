// SPDX-License-Identifier: Apache-2.0
// Serves dist/ as the daemon does, headers and all, and passes the API on to TOOLSHED_URL.
// For trying the built page before it is inside the binary, and for the browser tests.
import { createServer, request } from 'node:http';
import { pageFiles } from './files.mjs';

const daemon = new URL(process.env.TOOLSHED_URL ?? 'http://127.0.0.1:7070');

const cookieName = 'toolshed_session';

function tokenOf(incoming) {
  const cookie = (incoming.headers.cookie ?? '')
    .split('; ')
    .find((part) => part.startsWith(`${cookieName}=`));
  return cookie?.slice(cookieName.length + 1);
}

/** The exchange of a token for a cookie, in place of a daemon that has none yet. */
async function exchange(incoming, answer) {
  const cookie = (value) => `${cookieName}=${value}; HttpOnly; SameSite=Strict; Path=/`;
  const send = (status, body, more = {}) => {
    answer.writeHead(status, {
      'Content-Type': 'application/json',
      'Cache-Control': 'no-store',
      ...more,
    });
    answer.end(body && JSON.stringify(body));
  };
  if (incoming.method === 'DELETE')
    return send(204, null, { 'Set-Cookie': `${cookie('')}; Max-Age=0` });
  const given =
    incoming.method === 'POST'
      ? incoming.headers.authorization?.slice('Bearer '.length)
      : tokenOf(incoming);
  const asked =
    given &&
    (await fetch(new URL('/api/v1/version', daemon), {
      headers: { Authorization: `Bearer ${given}` },
    }));
  if (incoming.method === 'GET') return send(200, { signed_in: Boolean(asked?.ok) });
  if (!asked?.ok)
    return send(401, {
      error: {
        type: 'unauthenticated',
        code: 'token_required',
        message: 'this token is not the daemon’s',
      },
    });
  return send(204, null, { 'Set-Cookie': cookie(given) });
}

function pass(incoming, answer) {
  if (incoming.url === '/api/v1/sign-in')
    return exchange(incoming, answer).catch(() => answer.writeHead(502).end());
  const token = tokenOf(incoming);
  // A cookie alone changes nothing: another site could make a browser send it.
  const mayChange =
    incoming.headers['x-toolshed-request'] !== undefined || incoming.method === 'GET';
  const own = token && mayChange ? { authorization: `Bearer ${token}` } : {};
  const out = request(
    {
      host: daemon.hostname,
      port: daemon.port,
      path: incoming.url,
      method: incoming.method,
      headers: { ...incoming.headers, ...own, host: daemon.host },
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

const fromPage = await pageFiles();
const server = createServer((incoming, answer) => {
  if (!fromPage(incoming, answer)) pass(incoming, answer);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => {
  console.log(`listening on http://127.0.0.1:${server.address().port}/ui/`);
});
