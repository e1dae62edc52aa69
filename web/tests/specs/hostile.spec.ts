// SPDX-License-Identifier: Apache-2.0
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from '../support/fixtures';
import { signIn } from '../support/journey';

// The daemon passes a server's bytes through; what a hostile one could send is put in its place here.
const session = {
  id: 'ses_hostile0001',
  server_id: 'srv_hostile0001',
  state: 'active',
  digest: 'sha256:0',
  digest_kind: 'image_id',
  endpoint: 'http://127.0.0.1/mcp/ses_hostile0001',
  end_reason: null,
  error: null,
  created_at: new Date().toISOString(),
  idle_expires_at: new Date(Date.now() + 900_000).toISOString(),
  expires_at: new Date(Date.now() + 1_800_000).toISOString(),
};

async function standIn(page: Page, tools: unknown[], result: unknown) {
  const api = '**/api/v1';
  const list = (items: unknown[]) => ({ json: { items, next_cursor: null } });
  const stream = { contentType: 'text/event-stream', body: 'id: 1\nevent: end\ndata: {}\n\n' };
  const server = {
    id: session.server_id,
    name: 'hostile',
    source: 'x',
    status: 'verified',
    settings: {},
    current_revision: null,
    last_run: null,
  };
  await page.route(`${api}/servers/srv_hostile0001`, (route) => route.fulfill({ json: server }));
  await page.route(`${api}/sessions/ses_hostile0001`, (route) => route.fulfill({ json: session }));
  await page.route(`${api}/sessions/ses_hostile0001/tools`, (route) => route.fulfill(list(tools)));
  await page.route(`${api}/sessions/ses_hostile0001/calls?*`, (route) => route.fulfill(list([])));
  await page.route(`${api}/sessions/ses_hostile0001/events`, (route) => route.fulfill(stream));
  await page.route(`${api}/sessions/ses_hostile0001/tools/*/execute`, (route) =>
    route.fulfill({
      json: {
        call_id: 'call_1',
        session_id: session.id,
        tool: 'x',
        outcome: 'ok',
        result,
        request: null,
        started_at: session.created_at,
        duration_ms: 1,
      },
    }),
  );
}

const script = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
const hostileTool = {
  name: `evil${'\u202e'}lave`,
  description: `${script}${'x'.repeat(5_000)}`,
  inputSchema: {
    type: 'object',
    properties: {
      [script]: { type: 'string', pattern: '^(a+)+$' },
      self: { $ref: '#' },
      remote: { $ref: 'https://elsewhere.example/schema.json' },
      many: { enum: Array.from({ length: 2_000 }, (_, at) => at) },
    },
  },
};

test('nothing in a hostile server runs, is fetched or freezes the page', async ({ page }) => {
  await signIn(page);
  await standIn(page, [hostileTool, { name: 'other', inputSchema: {} }], {
    content: [
      { type: 'text', text: script },
      { type: 'image', mimeType: 'image/png', data: 'A'.repeat(5_000_000) },
      { type: 'image', mimeType: 'image/svg+xml', data: btoa('<svg onload="document.title=1"/>') },
      { type: 'resource_link', uri: 'javascript:document.title=1', name: 'click' },
      { type: 'text', text: 'y'.repeat(2_000_000) },
    ],
  });
  await page.goto('mcps/playground?id=ses_hostile0001');
  await page.getByTestId('mcp-playground-tool-list').getByRole('button').first().click();
  await expect(page.getByTestId('mcp-playground-tool-name')).toContainText('⟨202E⟩');
  await page.getByTestId('mcp-playground-execute-button').click();
  await expect(page.getByTestId('mcp-playground-result-status')).toBeVisible();
  await expect(page.getByText('This is no image that can be shown.')).toHaveCount(2);
  await expect(page.getByRole('link', { name: /javascript/ })).toHaveCount(0);
  expect(await page.title()).toContain('Playground');
  await expectAccessible(page);
});

const rows = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ id, name: `row ${id}`, ok: true }));

for (const [kilobytes, count, limit] of [
  [256, 5_000, 1_000],
  [4_096, 80_000, 4_000],
] as const)
  test(`a result of ${kilobytes} KB is shown in few nodes`, async ({ page }) => {
    await signIn(page);
    await standIn(page, [{ name: 'big', inputSchema: { type: 'object' } }], {
      content: [],
      structuredContent: { rows: rows(count) },
    });
    await page.goto('mcps/playground?id=ses_hostile0001&tool=big');
    await page.getByTestId('mcp-playground-execute-button').waitFor();
    const took = await page.evaluate(async () => {
      const button = document.querySelector<HTMLElement>(
        '[data-testid="mcp-playground-execute-button"]',
      );
      const begun = performance.now();
      button?.click();
      while (!document.querySelector('[data-testid="mcp-playground-result-status"]'))
        await new Promise(requestAnimationFrame);
      return performance.now() - begun;
    });
    const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
    console.log(
      `${kilobytes} KB: ${Math.round(took)} ms with the way through the test's stand-in, ${nodes} nodes (watch for ${limit} ms)`,
    );
    expect(nodes).toBeLessThan(2_000);
  });

test('a thousand tools are listed and filtered', async ({ page }) => {
  await signIn(page);
  const tools = Array.from({ length: 1_000 }, (_, at) => ({
    name: `tool_${at}`,
    description: `Does ${at}`,
    inputSchema: { type: 'object' },
  }));
  await standIn(page, tools, {});
  await page.goto('mcps/playground?id=ses_hostile0001');
  await expect(page.getByTestId('mcp-playground-tool-tool_999')).toBeAttached();
  await page.keyboard.press('/');
  await page.keyboard.type('tool_77');
  await expect(page.getByTestId('mcp-playground-tool-list').getByRole('button')).toHaveCount(11);
  await expectAccessible(page);
});
