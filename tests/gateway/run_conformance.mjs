// SPDX-License-Identifier: Apache-2.0
// run_conformance.mjs --url URL --revision R [--token T] [--expected A,B] [--beside A,B] [--json FILE] [--keep FOLDER]
// Runs the conformance suite's server scenarios against an endpoint. Ends with 0 only if every required scenario and every
// one named by --beside passes without failure and warning, except those of --expected, which must not pass.
// The token may come as CONFORMANCE_TOKEN too, which keeps it out of the list of processes.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { bearerProxy } from './bearer_proxy.mjs';
import { required, runSuite, table, verdict } from './suite.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string' }, revision: { type: 'string' }, token: { type: 'string' }, json: { type: 'string' },
    keep: { type: 'string' }, expected: { type: 'string' }, beside: { type: 'string' }, limit: { type: 'string', default: '300' },
  },
});
const names = value => (value ?? '').split(',').filter(Boolean);
// Extensions of the protocol are no part of the bar.
const UNSCORED = {
  '2025-11-25': ['server-session-lifecycle', 'json-schema-2020-12', 'server-sse-polling'],
  '2026-07-28': ['json-schema-2020-12', 'http-header-validation', 'http-custom-header-server-validation'],
};

const { revision } = values;
if (!values.url || !UNSCORED[revision]) throw new Error(`give --url and --revision ${Object.keys(UNSCORED).join(' or ')}`);
const { scored, unscored } = required(revision, 'server');
const beside = values.beside === undefined ? UNSCORED[revision] : names(values.beside);
const unknown = beside.filter(each => !unscored.includes(each));
if (unknown.length) throw new Error(`not among the unscored scenarios: ${unknown.join(', ')}`);

const token = values.token ?? process.env.CONFORMANCE_TOKEN;
const proxy = token ? await bearerProxy(values.url, token) : null;
if (values.keep) mkdirSync(values.keep, { recursive: true });
const expected = names(values.expected);
const run = await runSuite({
  leg: 'server', revision, args: ['--url', proxy?.url ?? values.url], expected, keep: values.keep,
  limitMs: Number(values.limit) * 1000, environment: { CONFORMANCE_TOKEN: '' },
});
proxy?.close();
const result = verdict(run, scored, beside, expected);
console.log(table(result));
if (!result.ok && Object.keys(run.results).length === 0) console.log(run.said);
if (values.json) writeFileSync(values.json, JSON.stringify(result, null, 2) + '\n');
process.exitCode = result.ok ? 0 : 1;
