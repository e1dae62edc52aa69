// SPDX-License-Identifier: Apache-2.0
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { daemon } from '@/test/daemon';
import { mcp, mockExecuteMcpTool, mockExecuteMcpToolError } from '@/test/handlers/mcps';
import { renderAt } from '@/test/render';

const id = (name: string) => `mcp-playground-${name}`;
const byId = (name: string) => screen.findByTestId(id(name));
const playground = (tool?: string) =>
  renderAt(`/mcps/playground?id=ins_0001${tool ? `&tool=${tool}` : ''}`);

describe('the playground of an entry', () => {
  it('shows a skeleton while it loads', async () => {
    daemon.use(http.get('*/api/v1/mcps/:id', () => new Promise<never>(() => {})));
    playground();
    expect(await byId('loading')).toBeInTheDocument();
  });

  it('lists the tools of the cache and mutes those that are not allowed', async () => {
    playground();
    const list = await byId('tool-list');
    const allowed = within(list).getByTestId(id('tool-read_wiki_structure'));
    const muted = within(list).getByTestId(id('tool-ask_question'));
    expect(allowed).toHaveAttribute('data-test-state', 'allowed');
    expect(muted).toHaveAttribute('data-test-state', 'muted');
    expect(muted).toHaveTextContent('not allowed');
    expect(screen.getByTestId(id('last-refreshed'))).toHaveAttribute(
      'datetime',
      mcp.tools_refreshed_at,
    );
  });

  it('shows name, description and fields of the tool that is selected', async () => {
    const { user } = playground();
    await user.click(await byId('tool-read_wiki_structure'));
    expect(await byId('tool-name')).toHaveTextContent('read_wiki_structure');
    expect(screen.getAllByText('Lists the topics of a repository.').length).toBeGreaterThan(0);
    const field = screen.getByTestId(id('param-repo_url'));
    expect(within(field).getByRole('textbox', { name: 'repo_url *' })).toBeInTheDocument();
    expect(within(screen.getByTestId(id('param-depth'))).getByRole('spinbutton')).toHaveAttribute(
      'type',
      'number',
    );
    expect(within(screen.getByTestId(id('param-deep'))).getByRole('checkbox')).not.toBeChecked();
    expect(within(screen.getByTestId(id('param-tags'))).getByRole('textbox').tagName).toBe(
      'TEXTAREA',
    );
    expect(screen.queryByTestId(id('not-whitelisted-warning'))).not.toBeInTheDocument();
  });

  it('warns of a tool that is not allowed, and lets it be called', async () => {
    const { user } = playground();
    await user.click(await byId('tool-ask_question'));
    expect(await byId('not-whitelisted-warning')).toHaveTextContent('not allowed');
    expect(screen.getByTestId(id('execute-button'))).toBeEnabled();
  });

  it('keeps form and JSON on one value', async () => {
    const { user } = playground('read_wiki_structure');
    const field = within(await byId('param-repo_url')).getByRole('textbox');
    await user.type(field, 'https://x');
    await user.click(screen.getByTestId(id('input-mode-json')));
    const editor = await byId('json-editor');
    expect(editor).toHaveValue('{\n  "repo_url": "https://x"\n}');
    await user.clear(editor);
    await user.click(editor);
    await user.paste('{"repo_url": "https://y", "depth": 9007199254740993}');
    await user.click(screen.getByTestId(id('input-mode-form')));
    expect(within(await byId('param-repo_url')).getByRole('textbox')).toHaveValue('https://y');
    await user.click(screen.getByTestId(id('input-mode-command')));
    expect(await byId('command-editor')).toHaveValue(
      'read_wiki_structure(repo_url="https://y", depth=9007199254740993)',
    );
  });

  it('refuses to leave broken JSON, says where it is broken, and sends nothing', async () => {
    const { user } = playground('read_wiki_structure');
    await user.click(await byId('input-mode-json'));
    const editor = await byId('json-editor');
    await user.clear(editor);
    await user.click(editor);
    await user.paste('{"repo_url": }');
    expect(await byId('input-error')).toHaveTextContent('line 1, column 14');
    expect(screen.getByTestId(id('execute-button'))).toBeDisabled();
    await user.click(screen.getByTestId(id('input-mode-form')));
    expect(screen.getByTestId(id('json-editor'))).toHaveValue('{"repo_url": }');
    expect(screen.getByText(/Nothing was switched/)).toBeInTheDocument();
  });

  it('executes with exactly the parameters, and shows formatted JSON', async () => {
    let body = '';
    daemon.use(
      http.post('*/api/v1/mcps/:id/tools/:tool/execute', async ({ request }) => {
        body = await request.text();
        return HttpResponse.json({
          result: { content: [{ type: 'text', text: 'ten topics' }], n: 1 },
        });
      }),
    );
    const { user } = playground('read_wiki_structure');
    await user.type(within(await byId('param-repo_url')).getByRole('textbox'), 'u');
    await user.click(screen.getByTestId(id('execute-button')));
    expect(await byId('result-status')).toHaveAttribute('data-test-state', 'success');
    expect(body).toBe('{"params":{"repo_url":"u"}}');
    const content = screen.getByTestId(id('result-content'));
    expect(content).toHaveTextContent('"text": "ten topics"');
    await user.click(screen.getByTestId(id('result-tab-raw')));
    expect(await byId('result-content')).toHaveTextContent('"result": {');
    await user.click(screen.getByTestId(id('result-tab-request')));
    expect(await byId('result-content')).toHaveTextContent('"tool": "read_wiki_structure"');
    await user.click(screen.getByTestId(id('copy-button')));
    expect(await navigator.clipboard.readText()).toBe(
      '{\n  "tool": "read_wiki_structure",\n  "params": {\n    "repo_url": "u"\n  }\n}',
    );
  });

  it('shows a refusal as an error with its reason', async () => {
    daemon.use(mockExecuteMcpToolError());
    const { user } = playground('ask_question');
    await user.click(await byId('execute-button'));
    expect(await byId('result-status')).toHaveAttribute('data-test-state', 'error');
    expect(screen.getByRole('alert')).toHaveTextContent('Tool not allowed');
  });

  it('shows a result that says isError as an error', async () => {
    daemon.use(mockExecuteMcpTool({ result: { isError: true, content: [] } }));
    const { user } = playground('ask_question');
    await user.click(await byId('execute-button'));
    expect(await byId('result-status')).toHaveAttribute('data-test-state', 'error');
  });

  it('asks the daemon to refresh the tools', async () => {
    let asked = 0;
    daemon.use(
      http.post('*/api/v1/mcps/:id/tools/refresh', () => {
        asked += 1;
        return HttpResponse.json(mcp);
      }),
    );
    const { user } = playground();
    await user.click(await byId('refresh-button'));
    await waitFor(() => expect(asked).toBe(1));
    expect(await byId('tool-list')).toBeInTheDocument();
  });

  it('sends who is not signed in to the sign-in, and back after it', async () => {
    sessionStorage.clear();
    const { user, router } = playground('ask_question');
    await user.type(await screen.findByTestId('sign-in-token'), 'wrong');
    await user.click(screen.getByTestId('sign-in-button'));
    expect(await screen.findByRole('alert')).toHaveTextContent('not the daemon');
    await user.clear(screen.getByTestId('sign-in-token'));
    await user.type(screen.getByTestId('sign-in-token'), 'right');
    await user.click(screen.getByTestId('sign-in-button'));
    await waitFor(() => expect(router.state.location.pathname).toBe('/mcps/playground'));
    expect(router.state.location.search).toMatchObject({ id: 'ins_0001', tool: 'ask_question' });
  });

  it('says that there are no tools', async () => {
    daemon.use(
      http.get('*/api/v1/mcps/:id', () =>
        HttpResponse.json({ ...mcp, tools_cache: [], tools_filter: null }),
      ),
    );
    playground();
    expect(await screen.findByRole('heading', { name: 'No tools' })).toBeInTheDocument();
  });
});

const seedIds = [
  'page',
  'back-button',
  'tool-sidebar',
  'tool-list',
  'tool-read_wiki_structure',
  'refresh-button',
  'last-refreshed',
  'tool-name',
  'input-mode-form',
  'input-mode-json',
  'param-repo_url',
  'execute-button',
  'result-section',
  'result-tab-response',
  'result-tab-raw',
  'result-tab-request',
  'result-content',
  'result-status',
  'copy-button',
];

it('keeps every test id that the page was specified with', async () => {
  const { user } = playground('read_wiki_structure');
  await user.click(await byId('execute-button'));
  await byId('result-section');
  for (const name of seedIds) expect(screen.getByTestId(id(name))).toBeInTheDocument();
  await user.click(screen.getByTestId(id('input-mode-json')));
  expect(screen.getByTestId(id('json-editor'))).toBeInTheDocument();
  await user.click(screen.getByTestId(id('tool-ask_question')));
  expect(await byId('not-whitelisted-warning')).toBeInTheDocument();
});
