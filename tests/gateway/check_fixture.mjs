// SPDX-License-Identifier: Apache-2.0
// Shows on the fixture itself, with nothing in between, that everything here is green. What fails behind the gateway and not
// here is the gateway's.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const fixture = join(here, 'fixture/main.mjs');
const bridge = join(here, 'stdio_bridge.mjs');
const failures = [];

function run(title, script, ...args) {
  const done = spawnSync(process.execPath, [join(here, script), ...args], { encoding: 'utf8', timeout: 300_000, cwd: here });
  const last = done.stdout.trim().split('\n').at(-1) ?? '';
  const report = last.startsWith('{') ? JSON.parse(last) : null;
  const wrong = report && Object.entries(report.items).filter(([, each]) => !each.ok)
    .map(([name, each]) => `${name}: ${each.error}`);
  const summary = report ? `${report.passed} passed, ${report.failed} failed` : last;
  console.log(`${done.status === 0 ? 'ok  ' : 'FAIL'} ${title}: ${summary}`);
  if (done.status === 0) return;
  failures.push(title);
  console.log(wrong?.join('\n') || done.stdout + done.stderr);
}

async function serving(command, use) {
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      await use(line.split(' ').at(-1).replace('127.0.0.1', 'localhost'));
      break;
    }
  } finally {
    child.kill();
    await once(child, 'close');
  }
}

const suite = (mode, revision, ...more) => serving([fixture, mode, 'http', '0'], url => {
  const args = ['--url', url, '--revision', revision, ...more];
  run(`suite, ${mode}, ${revision}${more.length ? ', token' : ''}`, 'run_conformance.mjs', ...args);
});
const suiteOverStdio = mode => serving([bridge, process.execPath, fixture, mode, 'stdio'], url =>
  run(`suite, ${mode}, 2026-07-28, stdio`, 'run_conformance.mjs', '--url', url, '--revision', '2026-07-28'));
const driver = (mode, sdk, era, transport) => {
  const args = ['--sdk', sdk, '--era', era, '--transport', transport];
  const title = `driver, ${mode} server, SDK ${sdk}, ${era}, ${transport}`;
  if (transport === 'stdio') return run(title, 'drivers/driver.mjs', ...args, '--', process.execPath, fixture, mode, 'stdio');
  return serving([fixture, mode, transport, '0'], url => run(title, 'drivers/driver.mjs', ...args, '--url', url));
};

await suite('dual', '2025-11-25');
await suite('dual', '2026-07-28');
await suite('legacy', '2025-11-25');
await suite('modern', '2026-07-28');
await suite('dual', '2025-11-25', '--token', 'any');
await suite('dual', '2026-07-28', '--token', 'any');
await suiteOverStdio('dual');
await suiteOverStdio('modern');
for (const revision of ['2025-11-25', '2026-07-28']) {
  const command = `${process.execPath} conformance_client.mjs`;
  run(`client scenarios, ${revision}`, 'run_client_conformance.mjs', '--command', command, '--revision', revision);
}
for (const transport of ['http', 'sse', 'stdio']) await driver('dual', 'v1', 'legacy', transport);
for (const transport of ['http', 'stdio']) {
  for (const era of ['legacy', 'auto', 'modern']) await driver('dual', 'v2', era, transport);
  await driver('legacy', 'v2', 'auto', transport);
  await driver('modern', 'v2', 'auto', transport);
}
await driver('legacy', 'v2', 'legacy', 'sse');
console.log(failures.length ? `${failures.length} failed` : 'all green');
process.exitCode = failures.length ? 1 : 0;
