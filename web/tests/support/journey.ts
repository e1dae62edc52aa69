// SPDX-License-Identifier: Apache-2.0
import { expect, type Page } from '@playwright/test';
import { McpFixtures } from './McpFixtures';

export async function signIn(page: Page): Promise<void> {
  await page.goto('');
  await page.getByTestId('sign-in-token').fill(McpFixtures.TOKEN);
  await page.getByTestId('sign-in-button').click();
  await expect(page.getByTestId('catalogue-page')).toBeVisible();
}

/** From the catalogue to the live page of the run. */
export async function addServer(page: Page, source: string, name: string): Promise<void> {
  await page.getByTestId('server-add-button').first().click();
  await page.getByTestId('server-source-input').fill(source);
  await page.getByTestId('server-name-input').fill(name);
  await page.getByTestId('server-add-submit').click();
  await expect(page.getByTestId('run-page')).toBeVisible();
}

/** A build may take its time; everything else answers at once. */
export async function expectRun(page: Page, state: 'passed' | 'failed'): Promise<void> {
  await expect(page.getByTestId('run-page')).toHaveAttribute('data-test-state', state, {
    timeout: 120_000,
  });
}
