// SPDX-License-Identifier: Apache-2.0
import { expect, expectAccessible, test } from '../support/fixtures';
import { addServer, expectRun, signIn } from '../support/journey';
import { makeRepository } from '../support/repositories';

test.describe.configure({ timeout: 180_000 });

test('a failing verification tells its cause and its mend', async ({ page }) => {
  const name = `failing-${Date.now()}`;
  await test.step('Add a repository without a Dockerfile', async () => {
    await signIn(page);
    await addServer(page, makeRepository({ 'README.md': 'nothing' }), name);
    await expectRun(page, 'failed');
  });
  await test.step('Read what went wrong', async () => {
    await expect(page.getByRole('alert')).toContainText('Dockerfile');
    await expectAccessible(page);
  });
  await test.step('Find nothing to try in the catalogue', async () => {
    await page.getByRole('link', { name: 'Servers', exact: true }).click();
    const row = page.getByTestId(`server-row-${name}`);
    await expect(row).toContainText('failing');
    await expect(row.getByRole('link', { name: /Playground/ })).toHaveCount(0);
  });
  await test.step('Remove it', async () => {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByTestId('server-remove-button').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await expect(page.getByTestId('catalogue-page')).toBeVisible();
    await expect(page.getByTestId(`server-row-${name}`)).toHaveCount(0);
  });
});

for (const colorScheme of ['light', 'dark'] as const)
  test(`every page is accessible and fits a narrow screen (${colorScheme})`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto('');
    await expect(page.getByTestId('sign-in-form')).toBeVisible();
    await expectAccessible(page);
    await signIn(page);
    for (const path of ['', 'sessions', 'history', 'mcps/playground', 'daemon', 'nowhere']) {
      await page.goto(path);
      await expect(page.locator('main h1, main h2').first()).toBeVisible();
      await expectAccessible(page);
      await page.setViewportSize({ width: 320, height: 700 });
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(wider, `${path} at 320 px`).toBeLessThanOrEqual(0);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  });
