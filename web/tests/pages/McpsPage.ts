// SPDX-License-Identifier: Apache-2.0
import { expect, type Page } from '@playwright/test';

const byTestId = (id: string) => `[data-testid="${id}"]`;

export class McpsPage {
  readonly selectors = {
    playgroundPage: byTestId('mcp-playground-page'),
    playgroundLoading: byTestId('mcp-playground-loading'),
    playgroundToolSidebar: byTestId('mcp-playground-tool-sidebar'),
    playgroundToolList: byTestId('mcp-playground-tool-list'),
    playgroundTool: (name: string) => byTestId(`mcp-playground-tool-${name}`),
    playgroundToolName: byTestId('mcp-playground-tool-name'),
    playgroundRefreshButton: byTestId('mcp-playground-refresh-button'),
    playgroundLastRefreshed: byTestId('mcp-playground-last-refreshed'),
    playgroundNotWhitelistedWarning: byTestId('mcp-playground-not-whitelisted-warning'),
    playgroundInputModeForm: byTestId('mcp-playground-input-mode-form'),
    playgroundInputModeJson: byTestId('mcp-playground-input-mode-json'),
    playgroundParam: (name: string) => byTestId(`mcp-playground-param-${name}`),
    playgroundJsonEditor: byTestId('mcp-playground-json-editor'),
    playgroundExecuteButton: byTestId('mcp-playground-execute-button'),
    playgroundResultSection: byTestId('mcp-playground-result-section'),
    playgroundResultStatus: byTestId('mcp-playground-result-status'),
    playgroundResultTabResponse: byTestId('mcp-playground-result-tab-response'),
    playgroundResultTabRaw: byTestId('mcp-playground-result-tab-raw'),
    playgroundResultTabRequest: byTestId('mcp-playground-result-tab-request'),
    playgroundResultContent: byTestId('mcp-playground-result-content'),
    playgroundCopyButton: byTestId('mcp-playground-copy-button'),
    playgroundBackButton: byTestId('mcp-playground-back-button'),
    mcpPlaygroundButton: (id: string) => byTestId(`mcp-playground-button-${id}`),
  };

  constructor(readonly page: Page) {}

  private at(selector: string) {
    return this.page.locator(selector);
  }

  async navigateTo(path = '') {
    await this.page.goto(path);
    await this.waitForSPAReady();
  }

  async waitForSPAReady() {
    await expect(this.page.getByTestId('app-waiting')).toHaveCount(0);
    await expect(this.page.locator('main h1').first()).toBeVisible();
  }

  async clickPlaygroundById(id: string) {
    await this.at(this.selectors.mcpPlaygroundButton(id)).click();
  }

  async expectPlaygroundPage() {
    await expect(this.at(this.selectors.playgroundPage)).toBeVisible();
  }

  async selectPlaygroundTool(name: string) {
    await this.at(this.selectors.playgroundTool(name)).click();
  }

  async expectPlaygroundToolSelected(name: string) {
    await expect(this.at(this.selectors.playgroundToolName)).toHaveText(name);
  }

  async expectNotWhitelistedWarning() {
    await expect(this.at(this.selectors.playgroundNotWhitelistedWarning)).toBeVisible();
  }

  async clickPlaygroundRefresh() {
    await this.at(this.selectors.playgroundRefreshButton).click();
  }

  async fillPlaygroundParam(name: string, value: string) {
    await this.at(this.selectors.playgroundParam(name)).fill(value);
  }

  async switchToJsonMode() {
    await this.at(this.selectors.playgroundInputModeJson).click();
    await expect(this.at(this.selectors.playgroundJsonEditor)).toBeVisible();
  }

  async switchToFormMode() {
    await this.at(this.selectors.playgroundInputModeForm).click();
  }

  async fillPlaygroundJson(json: string) {
    await this.at(this.selectors.playgroundJsonEditor).fill(json);
  }

  async getPlaygroundJson() {
    return this.at(this.selectors.playgroundJsonEditor).inputValue();
  }

  async clickPlaygroundExecute() {
    await this.at(this.selectors.playgroundExecuteButton).click();
  }

  async expectPlaygroundResultSuccess() {
    await expect(this.at(this.selectors.playgroundResultStatus)).toHaveAttribute(
      'data-test-state',
      'success',
    );
  }

  async expectPlaygroundResultError() {
    await expect(this.at(this.selectors.playgroundResultStatus)).toHaveAttribute(
      'data-test-state',
      'error',
    );
  }

  async clickPlaygroundResultTab(tab: 'response' | 'raw' | 'request') {
    const tabs = {
      response: this.selectors.playgroundResultTabResponse,
      raw: this.selectors.playgroundResultTabRaw,
      request: this.selectors.playgroundResultTabRequest,
    };
    await this.at(tabs[tab]).click();
  }

  async clickPlaygroundCopy() {
    await this.at(this.selectors.playgroundCopyButton).click();
  }

  async getPlaygroundResultContent() {
    return this.at(this.selectors.playgroundResultContent).innerText();
  }

  async clickPlaygroundBack() {
    await this.at(this.selectors.playgroundBackButton).click();
  }
}
