// SPDX-License-Identifier: Apache-2.0
// driver.mjs --sdk v1|v2 --era legacy|auto|modern --transport http|sse|stdio [--url URL] [--token T] [--only A,B] [-- COMMAND…]
// Does with a real client what clients do, and prints one JSON object with a result for each item. Ends with 0 if all passed.
import { parseArgs } from 'node:util';
import { connect } from './clients.mjs';
import { ITEMS } from './items.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sdk: { type: 'string' }, era: { type: 'string', default: 'legacy' }, transport: { type: 'string', default: 'http' },
    url: { type: 'string' }, token: { type: 'string' }, only: { type: 'string' }, limit: { type: 'string', default: '30' },
  },
});

function limited(promise, milliseconds) {
  let timer;
  const late = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`not within ${milliseconds} ms`)), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function attempt(action) {
  const begun = performance.now();
  const took = () => Math.round(performance.now() - begun);
  try {
    const shown = await limited(action(), Number(values.limit) * 1000);
    return { ok: true, ms: took(), shown };
  } catch (error) {
    const code = error?.code === undefined ? {} : { code: error.code };
    return { ok: false, ms: took(), error: String(error?.message ?? error), ...code };
  }
}

const names = values.only ? values.only.split(',') : Object.keys(ITEMS);
const report = { sdk: values.sdk, era: values.era, transport: values.transport, negotiated: null, items: {} };
let at;
report.items.connect = await attempt(async () => {
  at = await connect({ ...values, token: values.token ?? process.env.DRIVER_TOKEN, command: positionals });
  report.negotiated = at.negotiated;
  return at.client.getServerVersion()?.name ?? null;
});
if (at) {
  for (const name of names) report.items[name] = await attempt(() => ITEMS[name](at));
  report.items.close = await attempt(async () => {
    if (values.transport === 'http' && at.era === 'legacy') await at.transport.terminateSession();
    await at.client.close();
    return 'closed';
  });
}
const results = Object.values(report.items);
report.passed = results.filter(each => each.ok).length;
report.failed = results.length - report.passed;
console.log(JSON.stringify(report));
process.exit(report.failed === 0 ? 0 : 1);
