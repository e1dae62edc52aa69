// SPDX-License-Identifier: Apache-2.0
// Takes a picture of every page at three widths in both themes, for somebody to look at, and fails
// when a page scrolls sideways. `npm run pictures FOLDER [part of a name]`
import { mkdir } from 'node:fs/promises';
import { chromium } from '@playwright/test';
import { startStandIn } from './stand-in.mjs';

const [folder = 'pictures', only = ''] = process.argv.slice(2);
const pages = {
  catalogue: '',
  server: 'servers/srv_time',
  tools: 'servers/srv_files?tab=tools',
  docs: 'servers/srv_files?tab=docs',
  verifications: 'servers/srv_files?tab=verifications',
  passed: 'servers/srv_files/verifications/run_1',
  running: 'servers/srv_files/verifications/run_2',
  failed: 'servers/srv_files/verifications/run_3',
  mcps: 'mcps',
  launch: 'mcps/playground?id=srv_files&tool=read_file',
  playground: 'mcps/playground?id=ses_active&tool=read_file',
  form: 'mcps/playground?id=ses_active&tool=search_files',
  ended: 'mcps/playground?id=ses_ended&tool=read_file',
  muted: 'mcps/playground?id=ins_1&tool=write_file',
  sessions: 'sessions',
  history: 'history',
  call: 'history/call_1',
  compare: 'compare?a=call_1&b=call_2',
  daemon: 'daemon',
  missing: 'nowhere',
};
const acts = {
  playground: (page) => page.getByTestId('mcp-playground-execute-button').click(),
  catalogue: undefined,
};

await mkdir(folder, { recursive: true });
const standIn = await startStandIn();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
let failed = false;
for (const colorScheme of ['light', 'dark'])
  for (const width of [390, 768, 1280]) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && console.log(message.text()));
    for (const [name, path] of Object.entries(pages)) {
      if (!name.includes(only)) continue;
      await page.goto(standIn.url + path);
      await page.locator('h1').first().waitFor();
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      await acts[name]?.(page);
      await page.evaluate(() => document.fonts.ready);
      await page.waitForTimeout(250);
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (over > 0) console.log(`${name} at ${width}: ${over} px too wide`);
      failed ||= over > 0;
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png` });
    }
    await context.close();
  }
await browser.close();
standIn.close();
process.exit(failed ? 1 : 0);
