// SPDX-License-Identifier: Apache-2.0

/** What the daemon under test is asked to do; the addresses come from who started it. */
export class McpFixtures {
  static readonly TOKEN = process.env.TOOLSHED_TOKEN ?? '';
  /** A repository whose server offers `PLAYGROUND_TOOL`. */
  static readonly SOURCE = process.env.TOOLSHED_TEST_SOURCE ?? '';
  static readonly PLAYGROUND_TOOL = process.env.TOOLSHED_TEST_TOOL ?? 'echo';
  static readonly PLAYGROUND_PARAMS = { text: 'https://github.com/facebook/react' };

  static createPlaygroundData() {
    const ts = Date.now();
    return {
      url: McpFixtures.SOURCE,
      name: `playground-${ts}`,
      slug: `pg-${ts}`,
      description: 'Playground test MCP',
    };
  }
}
