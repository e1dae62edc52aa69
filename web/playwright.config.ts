// SPDX-License-Identifier: Apache-2.0
import { defineConfig } from '@playwright/test';

// TOOLSHED_UI_URL: a page that is served already, as by the daemon itself. Without it the built
// page is put in front of the daemon at TOOLSHED_URL.
const served = process.env.TOOLSHED_UI_URL;
const port = process.env.TOOLSHED_UI_PORT ?? '4747';

export default defineConfig({
  testDir: 'tests/specs',
  workers: 1,
  forbidOnly: true,
  reporter: 'list',
  use: {
    baseURL: served ?? `http://127.0.0.1:${port}/ui/`,
    trace: 'retain-on-failure',
    permissions: ['clipboard-read', 'clipboard-write'],
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // Chromium's sandbox does not start for root.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  ...(served
    ? {}
    : {
        webServer: {
          command: 'node scripts/serve.mjs',
          env: { PORT: port },
          url: `http://127.0.0.1:${port}/ui/`,
          reuseExistingServer: false,
        },
      }),
});
