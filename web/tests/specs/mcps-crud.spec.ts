// SPDX-License-Identifier: Apache-2.0
import { expect, expectAccessible, test } from '../support/fixtures';
import { addServer, expectRun, signIn } from '../support/journey';
import { McpFixtures } from '../support/McpFixtures';

test.describe.configure({ timeout: 180_000 });

test('MCP Playground - Tool Execution and Results', async ({ page, mcps }) => {
  const data = McpFixtures.createPlaygroundData();
  const [[param, value]] = Object.entries(McpFixtures.PLAYGROUND_PARAMS) as [[string, string]];

  await test.step('Sign in, add a server and watch it pass', async () => {
    await signIn(page);
    await expectAccessible(page);
    await addServer(page, data.url, data.name);
    await expectRun(page, 'passed');
    await expectAccessible(page);
  });

  await test.step('Navigate to playground and launch a session', async () => {
    await page.getByRole('link', { name: 'Try in Playground' }).click();
    await mcps.expectPlaygroundPage();
    await page.getByTestId('session-launch-button').click();
    await expect(page.getByTestId('session-bar')).toBeVisible();
  });

  await test.step('Select tool and verify form generation', async () => {
    await mcps.selectPlaygroundTool(McpFixtures.PLAYGROUND_TOOL);
    await mcps.expectPlaygroundToolSelected(McpFixtures.PLAYGROUND_TOOL);
    await expect(page.getByTestId(`mcp-playground-param-${param}`)).toBeVisible();
  });

  await test.step('Execute tool with form params', async () => {
    await mcps.fillPlaygroundParam(param, value);
    await mcps.clickPlaygroundExecute();
    await mcps.expectPlaygroundResultSuccess();
    expect(await mcps.getPlaygroundResultContent()).toContain(value);
    await expectAccessible(page);
  });

  await test.step('Verify result tabs', async () => {
    await mcps.clickPlaygroundResultTab('raw');
    expect(await mcps.getPlaygroundResultContent()).toContain('"outcome": "ok"');
    await mcps.clickPlaygroundResultTab('request');
    expect(await mcps.getPlaygroundResultContent()).toContain(
      `"tool": "${McpFixtures.PLAYGROUND_TOOL}"`,
    );
    await mcps.clickPlaygroundCopy();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toContain(`"params": {\n    "${param}": "${value}"`);
  });

  await test.step('Test form/JSON toggle sync', async () => {
    await mcps.switchToJsonMode();
    expect(JSON.parse(await mcps.getPlaygroundJson())).toEqual({ [param]: value });
    await mcps.fillPlaygroundJson(`{"${param}": "edited"}`);
    await mcps.switchToFormMode();
    await expect(page.getByTestId(`mcp-playground-param-${param}`).locator('input')).toHaveValue(
      'edited',
    );
  });

  await test.step('Reload, find the call again, and end the session', async () => {
    await page.reload();
    await mcps.expectPlaygroundPage();
    await page
      .getByTestId('call-table')
      .getByRole('link', { name: McpFixtures.PLAYGROUND_TOOL })
      .first()
      .click();
    await expect(page.getByTestId('call-page')).toBeVisible();
    await page.getByRole('button', { name: 'Call again' }).click();
    await mcps.expectPlaygroundResultSuccess();
    await page.getByRole('link', { name: 'Edit and call again' }).click();
    await expect(page.getByTestId(`mcp-playground-param-${param}`).locator('input')).toHaveValue(
      value,
    );
    await page.getByTestId('session-end-button').click();
    await expect(page.getByTestId('session-ended')).toBeVisible();
    await expectAccessible(page);
  });
});
