// SPDX-License-Identifier: Apache-2.0
// Measures the built page in Chromium against its goals and fails when one is missed:
// `npm run figures [FILE for the JSON]`. The answers come from the stand-in on this machine, so
// that what is measured is the page. FIGURES_LOG_SECONDS shortens the minute of logs.
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { chromium } from '@playwright/test';
import { startStandIn } from './stand-in.mjs';

const dist = new URL('../dist/', import.meta.url);
const rounds = 5;
const logSeconds = Number(process.env.FIGURES_LOG_SECONDS ?? 60);
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

const rows = [];
function record(name, value, limit, unit) {
  const isMet = value <= limit;
  rows.push({ name, value: Math.round(value * 10) / 10, limit, unit, met: isMet });
  const measured = `${value.toFixed(unit === 'kB' ? 1 : 0)} ${unit}`;
  console.log(`${isMet ? 'ok  ' : 'OVER'} ${name.padEnd(58)} ${measured.padStart(10)} of ${limit}`);
}

async function initialScripts() {
  const { files } = JSON.parse(await readFile(new URL('manifest.json', dist), 'utf8'));
  const index = await readFile(new URL('index.html', dist), 'utf8');
  return files
    .filter(({ path }) => path.endsWith('.js') && index.includes(`/ui/${path}`))
    .reduce((sum, file) => sum + file.gzip_bytes, 0);
}

const slow = { cpu: 4, network: { latency: 40, bytes: (10 * 1024 * 1024) / 8 } };

async function newPage(browser, { cpu, network } = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  if (cpu) await session.send('Emulation.setCPUThrottlingRate', { rate: cpu });
  if (network) {
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: network.latency,
      downloadThroughput: network.bytes,
      uploadThroughput: network.bytes,
    });
  }
  return page;
}

/** Milliseconds from the start of the navigation to the frame that shows the list of servers. */
async function usable(browser, url, conditions) {
  const times = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await newPage(browser, conditions);
    // In the page, and from the first moment on: what asks from outside would wait for itself.
    await page.addInitScript(() => {
      const look = () => {
        if (document.querySelector('[data-testid="server-list"]'))
          window.shownAt = performance.now();
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    await page.goto(url);
    await page.waitForFunction(() => window.shownAt !== undefined);
    times.push(await page.evaluate(() => window.shownAt));
    await page.context().close();
  }
  return median(times);
}

/** Milliseconds from the click on Execute to the frame after the result stands there. */
async function resultOf(browser, url, tool) {
  const times = [];
  let nodes = 0;
  for (let round = 0; round < rounds; round += 1) {
    const page = await newPage(browser);
    await page.goto(`${url}mcps/playground?id=ses_active&tool=${tool}`);
    await page.getByTestId('mcp-playground-execute-button').waitFor();
    times.push(
      await page.evaluate(async () => {
        const begun = performance.now();
        document.querySelector('[data-testid="mcp-playground-execute-button"]').click();
        while (!document.querySelector('[data-testid="mcp-playground-result-status"]'))
          await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return performance.now() - begun;
      }),
    );
    nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    await page.context().close();
  }
  return { ms: median(times), nodes };
}

async function thousandTools(browser, url) {
  const listed = [];
  const keystrokes = [];
  for (let round = 0; round < rounds; round += 1) {
    const page = await newPage(browser);
    await page.goto(`${url}sessions`);
    await page.getByTestId('session-row-ses_many').getByRole('link').hover();
    await page.waitForTimeout(500);
    listed.push(
      await page.evaluate(async () => {
        const begun = performance.now();
        document.querySelector('[data-testid="session-row-ses_many"] a').click();
        while (!document.querySelector('[data-testid="mcp-playground-tool-tool_999"]'))
          await new Promise(requestAnimationFrame);
        await new Promise(requestAnimationFrame);
        return performance.now() - begun;
      }),
    );
    await page.keyboard.press('/');
    for (const key of 'tool_7') {
      await page.evaluate(() => {
        window.painted = new Promise((resolve) =>
          addEventListener(
            'keydown',
            () => {
              const begun = performance.now();
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
            },
            { once: true, capture: true },
          ),
        );
      });
      await page.keyboard.press(key);
      keystrokes.push(await page.evaluate(() => window.painted));
      await page.waitForTimeout(100);
    }
    await page.context().close();
  }
  return { listed: median(listed), keystroke: Math.max(...keystrokes) };
}

async function logFlood(browser, url) {
  const page = await newPage(browser);
  await page.addInitScript(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        window.longest = Math.max(window.longest, duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(`${url}servers/srv_files/verifications/run_flood`);
  await page.getByRole('region', { name: 'Log' }).waitFor();
  await page.evaluate(() => {
    window.longest = 0;
  });
  const heap = async () => {
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    const { usedSize } = await session.send('Runtime.getHeapUsage');
    await session.detach();
    return usedSize;
  };
  const before = await heap();
  await page.waitForTimeout(logSeconds * 1_000);
  const longest = await page.evaluate(() => window.longest);
  const after = await heap();
  // A watch that sees nothing would be content with everything.
  const seen = await page.evaluate(async () => {
    setTimeout(() => {
      const begun = performance.now();
      while (performance.now() - begun < 120);
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return window.longest;
  });
  if (seen < 100) throw new Error('long tasks are not seen');
  const lines = await page.evaluate(() => /(\d+) lines/.exec(document.body.textContent)?.[1]);
  await page.context().close();
  return { longest, megabytes: (after - before) / 1_048_576, lines: Number(lines) };
}

const standIn = await startStandIn();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const machine = `${cpus().length} processors, ${cpus()[0]?.model.trim()}, Chromium ${browser.version()}`;
const load = loadavg()[0].toFixed(1);
console.log(
  `${machine}, load ${load}, ${new Date().toISOString().slice(0, 10)}; medians of ${rounds}`,
);

record('initial JS, gzip', (await initialScripts()) / 1_000, 160, 'kB');
record('catalogue usable, plain', await usable(browser, standIn.url), 400, 'ms');
record(
  'catalogue usable, 4x CPU, 10 Mbit/s',
  await usable(browser, standIn.url, slow),
  1_000,
  'ms',
);
const small = await resultOf(browser, standIn.url, 'result_256_kb');
record('result of 256 KB on screen', small.ms, 200, 'ms');
const large = await resultOf(browser, standIn.url, 'result_4_mb');
record('result of 4 MB on screen', large.ms, 1_000, 'ms');
record('nodes with a result of 4 MB', large.nodes, 2_000, 'nodes');
const many = await thousandTools(browser, standIn.url);
record('1,000 tools listed', many.listed, 300, 'ms');
record('keystroke in the filter of 1,000 tools, the slowest', many.keystroke, 50, 'ms');
const flood = await logFlood(browser, standIn.url);
record(`longest task at 1,000 log lines/s for ${logSeconds} s`, flood.longest, 200, 'ms');
record(`heap grown by ${flood.lines} lines`, flood.megabytes, 50, 'MB');

await browser.close();
standIn.close();
const report = { machine, load, date: new Date().toISOString(), rounds, logSeconds, figures: rows };
console.log(JSON.stringify(report));
if (process.argv[2]) await writeFile(process.argv[2], `${JSON.stringify(report, null, 2)}\n`);
process.exit(rows.every(({ met }) => met) ? 0 : 1);
