// SPDX-License-Identifier: Apache-2.0
// Forwards HTTP to one endpoint and adds a bearer token, since the suite cannot send one. Bodies stream both ways, the Host
// header and every other stay as they are, and a side that goes away takes the other with it.
import { createServer, request as ask } from 'node:http';

export function bearerProxy(target, token) {
  const to = new URL(target);
  const agentless = { host: to.hostname, port: to.port, agent: false };
  const server = createServer((incoming, outgoing) => {
    const own = server.address().port;
    const headers = incoming.rawHeaders.slice();
    for (let at = 0; at < headers.length; at += 2) {
      // Names of this machine stay, so that checks of Host and Origin see what the client meant; only the port is the target's.
      if (['host', 'origin'].includes(headers[at].toLowerCase())) {
        headers[at + 1] = headers[at + 1].replace(new RegExp(`:${own}$`), `:${to.port}`);
      }
    }
    if (token && incoming.headers.authorization === undefined) headers.push('Authorization', `Bearer ${token}`);
    const onward = ask({ ...agentless, method: incoming.method, path: incoming.url, headers });
    onward.on('response', answer => {
      outgoing.writeHead(answer.statusCode, answer.statusMessage, answer.rawHeaders);
      outgoing.flushHeaders();
      answer.on('data', part => { if (!outgoing.write(part)) answer.pause(); });
      outgoing.on('drain', () => answer.resume());
      answer.on('end', () => outgoing.end());
      answer.on('error', () => outgoing.destroy());
    });
    onward.on('error', () => {
      if (!outgoing.headersSent) outgoing.writeHead(502).end();
      else outgoing.destroy();
    });
    outgoing.on('close', () => { if (!outgoing.writableFinished) onward.destroy(); });
    incoming.pipe(onward);
  });
  server.requestTimeout = 0;
  return new Promise((done, failed) => {
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => done({
      url: `http://localhost:${server.address().port}${to.pathname}${to.search}`,
      close: () => { server.closeAllConnections(); server.close(); },
    }));
  });
}
