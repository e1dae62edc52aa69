// SPDX-License-Identifier: Apache-2.0
// run_client_conformance.mjs --command COMMAND --revision R [--json FILE] [--keep FOLDER]
// Runs the suite's client scenarios without authorization against a client command, to which the suite appends a URL. Ends
// with 0 only if all of them pass without failure and warning and the command itself ended with 0.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { required, runSuite, table, verdict } from './suite.mjs';

const { values } = parseArgs({
  options: {
    command: { type: 'string' }, revision: { type: 'string' }, json: { type: 'string' }, keep: { type: 'string' },
  },
});
const { command, revision } = values;
if (!command || !revision) throw new Error('give --command and --revision');
const scored = required(revision, 'client').scored.filter(each => !each.startsWith('auth/'));
const beside = ['json-schema-2020-12-preservation'];

const all = { leg: 'client', revision, exit: 0, milliseconds: 0, results: {} };
for (const scenario of [...scored, ...beside]) {
  const keep = values.keep && join(values.keep, scenario);
  if (keep) mkdirSync(keep, { recursive: true });
  const run = await runSuite({
    leg: 'client', revision, keep, limitMs: 60_000, select: ['--scenario', scenario, '--spec-version', revision],
    args: ['--command', command],
  });
  Object.assign(all.results, run.results);
  all.exit ||= run.exit;
  all.milliseconds += run.milliseconds;
  if (run.exit !== 0) console.log(run.said);
}
const result = verdict(all, scored, beside);
console.log(table(result));
if (values.json) writeFileSync(values.json, JSON.stringify(result, null, 2) + '\n');
process.exitCode = result.ok ? 0 : 1;
