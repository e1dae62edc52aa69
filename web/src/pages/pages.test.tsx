// SPDX-License-Identifier: Apache-2.0
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { daemon } from '@/test/daemon';
import { failure, page, stream } from '@/test/handlers/daemon';
import { aRun, aServer, aSession, aStep } from '@/test/handlers/records';
import { renderAt } from '@/test/render';

describe('the catalogue', () => {
  it('lists servers with what is known of them', async () => {
    renderAt('/');
    const row = await screen.findByTestId('server-row-echo');
    expect(row).toHaveTextContent('verified');
    expect(row).toHaveTextContent('2 tools');
    expect(within(row).getByRole('link', { name: 'Try echo in Playground' })).toHaveAttribute(
      'href',
      '/ui/mcps/playground?id=srv_0001',
    );
  });

  it('offers nothing to try before a verification has passed', async () => {
    const failed = { id: 'run_0002', state: 'failed' as const };
    daemon.use(
      http.get('*/api/v1/servers', () =>
        page([aServer({ current_revision: null, last_run: failed, status: 'failing' })]),
      ),
    );
    renderAt('/');
    const row = await screen.findByTestId('server-row-echo');
    expect(row).toHaveTextContent('failing');
    expect(within(row).queryByRole('link', { name: /Playground/ })).not.toBeInTheDocument();
  });

  it('keeps search and filter in the address', async () => {
    daemon.use(
      http.get('*/api/v1/servers', () =>
        page([
          aServer(),
          aServer({
            id: 'srv_0002',
            name: 'wiki',
            current_revision: null,
            last_run: { id: 'run_0003', state: 'running' },
          }),
        ]),
      ),
    );
    const { user, router } = renderAt('/');
    await user.click(await screen.findByRole('button', { name: 'verifying 1' }));
    await waitFor(() => expect(screen.queryByTestId('server-row-echo')).not.toBeInTheDocument());
    expect(router.state.location.search).toEqual({ status: 'verifying' });
    await user.keyboard('/');
    await user.keyboard('nothing');
    expect(await screen.findByText('No server matches')).toBeInTheDocument();
    await user.click(screen.getByRole('link', { name: 'Show all 2' }));
    expect(await screen.findByTestId('server-row-echo')).toBeInTheDocument();
  });

  it('says what to do when it is empty, and what went wrong', async () => {
    daemon.use(http.get('*/api/v1/servers', () => page([])));
    const { unmount } = renderAt('/');
    expect(await screen.findByText('No servers yet')).toBeInTheDocument();
    unmount();
    daemon.use(
      http.get('*/api/v1/servers', () => failure(503, 'store_unavailable', 'the store is busy')),
    );
    renderAt('/');
    expect(await screen.findByRole('alert')).toHaveTextContent('the store is busy');
  });

  it('adds a server after telling what will happen, and goes to its run', async () => {
    let sent: unknown;
    daemon.use(
      http.post('*/api/v1/servers', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json({ ...aServer(), run_id: 'run_0001' }, { status: 201 });
      }),
    );
    const { user, router } = renderAt('/');
    await user.click(await screen.findByTestId('server-add-button'));
    expect(screen.getByTestId('server-add-submit')).toBeDisabled();
    await user.type(screen.getByTestId('server-source-input'), 'https://git.example/o/r@v1');
    expect(screen.getByTestId('server-add-plan')).toHaveTextContent(
      'Fetch “v1” of git.example/o/r',
    );
    await user.type(screen.getByTestId('server-name-input'), 'Bad name');
    expect(screen.getByTestId('server-add-submit')).toBeDisabled();
    await user.clear(screen.getByTestId('server-name-input'));
    await user.type(screen.getByTestId('server-name-input'), 'good');
    await user.click(screen.getByTestId('server-add-submit'));
    expect(await screen.findByTestId('run-page')).toBeInTheDocument();
    expect(sent).toEqual({ source: 'https://git.example/o/r@v1', name: 'good' });
    expect(router.state.location.pathname).toBe('/servers/srv_0001/verifications/run_0001');
  });

  it('shows why a server was not added', async () => {
    daemon.use(
      http.post('*/api/v1/servers', () => failure(409, 'name_taken', 'the name is taken')),
    );
    const { user } = renderAt('/');
    await user.click(await screen.findByTestId('server-add-button'));
    await user.type(screen.getByTestId('server-source-input'), 'https://git.example/o/r{Enter}');
    expect(await screen.findByText('the name is taken')).toBeInTheDocument();
  });
});

describe('a server', () => {
  it('shows its revision, limits and findings', async () => {
    renderAt('/servers/srv_0001');
    expect(await screen.findByRole('heading', { name: 'echo' })).toBeInTheDocument();
    expect(screen.getByText('1a2b3c4d5e6f7a8b9c0d')).toBeInTheDocument();
    expect(await screen.findByText('refused_write')).toBeInTheDocument();
    expect(screen.getByTestId('server-playground-button')).toHaveTextContent('Try in Playground');
  });

  it('lists its tools, with what they say of themselves', async () => {
    const { user } = renderAt('/servers/srv_0001?tab=tools');
    expect(await screen.findByText('Says what it is told.')).toBeInTheDocument();
    expect(screen.getByText('destructive')).toBeInTheDocument();
    await user.click(screen.getAllByText('As the server sent it')[0] as HTMLElement);
    expect(await screen.findByRole('region', { name: 'Definition of echo' })).toHaveTextContent(
      '"inputSchema"',
    );
  });

  it('makes docs from the schemas', async () => {
    const { user } = renderAt('/servers/srv_0001');
    await user.click(await screen.findByRole('link', { name: 'View API Docs' }));
    const docs = await screen.findByTestId('server-docs');
    expect(docs).toHaveTextContent('Ask politely.');
    expect(within(docs).getByRole('row', { name: /text required/ })).toBeInTheDocument();
    expect(docs).toHaveTextContent('No parameters.');
  });

  it('lists runs and revisions, and where the tools changed', async () => {
    renderAt('/servers/srv_0001?tab=verifications');
    expect(await screen.findByText('tools changed (+1)')).toBeInTheDocument();
    expect(screen.getByText('current')).toBeInTheDocument();
  });

  it('is re-verified after a question, and not twice', async () => {
    let sent: unknown;
    daemon.use(
      http.post('*/api/v1/servers/:id/verifications', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(aRun(), { status: 202 });
      }),
    );
    const { user } = renderAt('/servers/srv_0001');
    await user.click(await screen.findByTestId('server-reverify-button'));
    const dialog = await screen.findByRole('dialog');
    expect(sent).toBeUndefined();
    await user.click(within(dialog).getByRole('button', { name: 'Re-verify' }));
    expect(await screen.findByTestId('run-page')).toBeInTheDocument();
    expect(sent).toEqual({ force: false });
  });

  it('that is up to date can be rebuilt all the same', async () => {
    let sent: unknown;
    daemon.use(
      http.get('*/api/v1/servers/:id', () =>
        HttpResponse.json(aServer({ last_run: { id: 'run_0002', state: 'skipped' } })),
      ),
      http.post('*/api/v1/servers/:id/verifications', async ({ request }) => {
        sent = await request.json();
        return HttpResponse.json(aRun(), { status: 202 });
      }),
    );
    const { user } = renderAt('/servers/srv_0001');
    expect(await screen.findByText('Up-to-date')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Rebuild anyway' }));
    await screen.findByTestId('run-page');
    expect(sent).toEqual({ force: true });
  });

  it('shows a failed re-verify beside what is still good', async () => {
    const error = {
      type: 'invalid' as const,
      code: 'build_failed' as const,
      message: 'the build ended with 1',
    };
    daemon.use(
      http.get('*/api/v1/servers/:id', () =>
        HttpResponse.json(aServer({ last_run: { id: 'run_0002', state: 'failed', error } })),
      ),
    );
    renderAt('/servers/srv_0001');
    expect(await screen.findByText('The last re-verify failed')).toBeInTheDocument();
    expect(screen.getByText(/still works and stays in use/)).toBeInTheDocument();
    expect(screen.getByText('verified')).toBeInTheDocument();
  });

  it('cannot be verified while it is being verified, nor tried before', async () => {
    daemon.use(
      http.get('*/api/v1/servers/:id', () =>
        HttpResponse.json(
          aServer({
            current_revision: null,
            status: 'registered',
            last_run: { id: 'run_0002', state: 'running' },
          }),
        ),
      ),
    );
    const { user } = renderAt('/servers/srv_0001');
    expect(await screen.findByTestId('server-reverify-button')).toBeDisabled();
    expect(screen.getByText('Watch it')).toBeInTheDocument();
    expect(screen.queryByTestId('server-playground-button')).not.toBeInTheDocument();
    await user.click(screen.getByRole('tab', { name: 'Tools' }));
    expect(await screen.findByText('Nothing is known yet')).toBeInTheDocument();
  });

  it('is removed after a question', async () => {
    let removed = false;
    daemon.use(
      http.delete('*/api/v1/servers/:id', () => {
        removed = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user } = renderAt('/servers/srv_0001');
    await user.click(await screen.findByTestId('server-remove-button'));
    await user.click(
      within(await screen.findByRole('dialog')).getByRole('button', { name: 'Remove' }),
    );
    expect(await screen.findByTestId('catalogue-page')).toBeInTheDocument();
    expect(removed).toBe(true);
  });

  it('that does not exist is said not to', async () => {
    daemon.use(
      http.get('*/api/v1/servers/:id', () =>
        failure(404, 'server_not_found', 'there is no such server'),
      ),
    );
    renderAt('/servers/srv_9');
    expect(await screen.findByRole('alert')).toHaveTextContent('there is no such server');
  });
});

describe('a run', () => {
  it('shows steps, evidence and log', async () => {
    const { user } = renderAt('/servers/srv_0001/verifications/run_0001');
    expect(await screen.findByTestId('run-step-build')).toHaveAttribute(
      'data-test-state',
      'succeeded',
    );
    expect(screen.getByTestId('run-step-build')).toHaveTextContent('(attempt 2)');
    expect(screen.getByText('1.9 MiB')).toBeInTheDocument();
    expect(await screen.findByText('red')).toHaveClass('ansi-red');
    await user.type(screen.getByRole('textbox', { name: 'Search the log' }), 'RED{Enter}');
    expect(await screen.findByText('1 of 1')).toBeInTheDocument();
    await user.clear(screen.getByRole('textbox', { name: 'Search the log' }));
    await user.type(screen.getByRole('textbox', { name: 'Search the log' }), 'zzz');
    expect(await screen.findByText('nothing found')).toBeInTheDocument();
  });

  it('links to a line of its log', async () => {
    const { user, router } = renderAt('/servers/srv_0001/verifications/run_0001');
    await user.click(await screen.findByRole('button', { name: 'Link to line 2' }));
    await waitFor(() => expect(router.state.location.search).toEqual({ line: 2 }));
    await user.click(screen.getByRole('button', { name: 'Follow' }));
  });

  it('puts the cause and the mend of a failure on top', async () => {
    const error = {
      type: 'invalid' as const,
      code: 'build_failed' as const,
      message: 'the build ended with 1',
    };
    const steps = [
      aStep('build', { state: 'failed', error, log_tail: ['\u001b[31mno such file\u001b[0m'] }),
    ];
    daemon.use(
      http.get('*/api/v1/verifications/:id', () =>
        HttpResponse.json(aRun({ state: 'failed', error, steps })),
      ),
    );
    renderAt('/servers/srv_0001/verifications/run_0001');
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The step “build” failed');
    expect(alert).toHaveTextContent('the build ended with 1');
    expect(alert).toHaveTextContent('Mend the Dockerfile');
    expect(alert).toHaveTextContent('no such file');
  });

  it('follows its events to the end, and says it aloud', async () => {
    let asked = 0;
    daemon.use(
      http.get('*/api/v1/verifications/:id', () => {
        asked += 1;
        return HttpResponse.json(
          asked === 1
            ? aRun({
                state: 'running',
                ended: false,
                steps: [aStep('build', { state: 'running', duration_ms: null })],
              })
            : aRun(),
        );
      }),
      http.get('*/api/v1/verifications/:id/events', () =>
        stream({ id: 1, type: 'run', data: { state: 'passed' } }),
      ),
    );
    renderAt('/servers/srv_0001/verifications/run_0001');
    await waitFor(() =>
      expect(screen.getByTestId('run-page')).toHaveAttribute('data-test-state', 'passed'),
    );
    expect(screen.getByTestId('announcer')).toHaveTextContent('The verification passed');
  });

  it('can be cancelled while it runs', async () => {
    daemon.use(
      http.get('*/api/v1/verifications/:id', () =>
        HttpResponse.json(aRun({ state: 'running', ended: false })),
      ),
      http.post('*/api/v1/verifications/:id/cancel', () =>
        HttpResponse.json(aRun({ state: 'cancelling', ended: false }), { status: 202 }),
      ),
    );
    const { user } = renderAt('/servers/srv_0001/verifications/run_0001');
    await user.click(await screen.findByTestId('run-cancel-button'));
    await waitFor(() =>
      expect(screen.getByTestId('run-page')).toHaveAttribute('data-test-state', 'cancelling'),
    );
  });

  it('that found nothing new says so', async () => {
    daemon.use(
      http.get('*/api/v1/verifications/:id', () =>
        HttpResponse.json(aRun({ state: 'skipped', message: 'no new commits', evidence: {} })),
      ),
    );
    renderAt('/servers/srv_0001/verifications/run_0001');
    expect(await screen.findByText('Up-to-date')).toBeInTheDocument();
    expect(screen.getByText('no new commits')).toBeInTheDocument();
  });
});

describe('sessions', () => {
  it('are listed while they live, and ended', async () => {
    let ended = false;
    daemon.use(
      http.get('*/api/v1/sessions', () =>
        page([
          aSession(ended ? { state: 'ended', end_reason: 'user' } : {}),
          aSession({ id: 'ses_0002', state: 'ended', end_reason: 'idle' }),
        ]),
      ),
      http.delete('*/api/v1/sessions/:id', () => {
        ended = true;
        return HttpResponse.json(aSession({ state: 'ended', end_reason: 'user' }));
      }),
    );
    const { user } = renderAt('/sessions');
    const row = await screen.findByTestId('session-row-ses_0001');
    expect(row).toHaveTextContent('ends when unused in 14:59');
    await user.click(screen.getByRole('button', { name: 'Show 1 that have ended' }));
    expect(await screen.findByTestId('session-row-ses_0002')).toHaveTextContent('idle');
    await user.click(within(row).getByRole('button', { name: 'End Session' }));
    await waitFor(() =>
      expect(screen.getByTestId('session-row-ses_0001')).toHaveTextContent('user'),
    );
  });

  it('may be none', async () => {
    renderAt('/sessions');
    expect(await screen.findByText('No session is running')).toBeInTheDocument();
  });
});

describe('history', () => {
  it('lists calls, filters them and compares two', async () => {
    const { user } = renderAt('/history');
    await user.type(
      await screen.findByRole('textbox', { name: 'Filter by tool or outcome' }),
      'tool_error',
    );
    expect(screen.getAllByRole('row')).toHaveLength(2);
    await user.clear(screen.getByRole('textbox', { name: 'Filter by tool or outcome' }));
    await user.click(screen.getByRole('checkbox', { name: 'Compare the call of echo' }));
    await user.click(screen.getByRole('checkbox', { name: 'Compare the call of add' }));
    await user.click(await screen.findByRole('link', { name: 'Compare the two' }));
    const result = await screen.findByRole('region', { name: 'Result, compared' });
    expect(result).toHaveTextContent('- "text": "hello"');
    expect(result).toHaveTextContent('+ "text": "bye"');
    expect(screen.getByText('the same')).toBeInTheDocument();
  });

  it('keeps a call with what was sent and what came back', async () => {
    const { user } = renderAt('/history/call_0001');
    expect(await screen.findByTestId('mcp-playground-result-status')).toHaveAttribute(
      'data-test-state',
      'success',
    );
    await user.click(screen.getByRole('tab', { name: 'Request' }));
    expect(await screen.findByRole('region', { name: 'Request on the wire' })).toHaveTextContent(
      '"tools/call"',
    );
  });

  it('makes a call again where its session still lives', async () => {
    let body = '';
    daemon.use(
      http.post('*/api/v1/sessions/:id/tools/:tool/execute', async ({ request }) => {
        body = await request.text();
        return HttpResponse.json({ call_id: 'call_0002', outcome: 'ok', tool: 'echo' });
      }),
    );
    const { user, router } = renderAt('/history/call_0001');
    const again = await screen.findByRole('button', { name: 'Call again' });
    await waitFor(() => expect(again).toBeEnabled());
    await user.click(again);
    await waitFor(() => expect(router.state.location.pathname).toBe('/history/call_0002'));
    expect(body).toBe('{"params":{"text":"hello"}}');
  });

  it('takes a call back into the playground to be edited', async () => {
    const { user } = renderAt('/history/call_0001');
    await user.click(await screen.findByRole('link', { name: 'Edit and call again' }));
    const field = await screen.findByTestId('mcp-playground-param-text');
    expect(within(field).getByRole('textbox')).toHaveValue('hello');
  });

  it('may be empty', async () => {
    daemon.use(http.get('*/api/v1/calls', () => page([])));
    renderAt('/history');
    expect(await screen.findByText('No calls yet')).toBeInTheDocument();
  });
});

describe('the list of MCP servers', () => {
  it('opens the playground for each, disabled or not', async () => {
    const { user, router } = renderAt('/mcps/');
    const play = await screen.findByTestId('mcp-playground-button-ins_0001');
    expect(play).toHaveAttribute('title', 'Playground Wiki');
    await user.click(play);
    await waitFor(() => expect(router.state.location.search).toEqual({ id: 'ins_0001' }));
  });

  it('says when this daemon has none', async () => {
    daemon.use(http.get('*/api/v1/mcps', () => failure(404, 'no_route', 'nothing', 'not_found')));
    renderAt('/mcps');
    expect(await screen.findByText('This daemon runs sessions only')).toBeInTheDocument();
  });
});

describe('the frame', () => {
  it('shows what works on the daemon', async () => {
    renderAt('/daemon');
    expect(await screen.findByText('Toolshed 0.1.0, API v1')).toBeInTheDocument();
    expect(await screen.findByLabelText('does not work')).toBeInTheDocument();
  });

  it('knows its keys, its themes and the way out', async () => {
    const { user, router } = renderAt('/daemon');
    await screen.findByTestId('daemon-page');
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keyboard' })).toBeInTheDocument();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Theme: system. Change to light' }));
    expect(document.documentElement.dataset.theme).toBe('light');
    await user.click(screen.getByRole('button', { name: 'Theme: light. Change to dark' }));
    await user.click(screen.getByRole('button', { name: 'Theme: dark. Change to system' }));
    expect(document.documentElement.dataset.theme).toBeUndefined();
    await user.click(screen.getByRole('button', { name: 'Sign out' }));
    await waitFor(() => expect(router.state.location.pathname).toBe('/sign-in'));
  });

  it('waits for a daemon that is not ready', async () => {
    let ready = false;
    daemon.use(http.get('*/readyz', () => new HttpResponse(null, { status: ready ? 200 : 503 })));
    const { queries } = renderAt('/daemon');
    expect(await screen.findByText(/Toolshed is starting/)).toBeInTheDocument();
    ready = true;
    await queries.invalidateQueries({ queryKey: ['readyz'] });
    expect(await screen.findByTestId('daemon-page')).toBeInTheDocument();
  });

  it('keeps a half-filled form while the daemon is away', async () => {
    const { user, queries } = renderAt('/mcps/playground?id=ses_0001&tool=echo');
    const field = await screen.findByTestId('mcp-playground-param-text');
    await user.type(within(field).getByRole('textbox'), 'half');
    daemon.use(http.get('*/readyz', () => HttpResponse.error()));
    await queries.invalidateQueries({ queryKey: ['readyz'] });
    expect(await screen.findByTestId('connection-banner')).toHaveTextContent('does not answer');
    daemon.use(http.get('*/readyz', () => HttpResponse.json({ ok: true })));
    await queries.invalidateQueries({ queryKey: ['readyz'] });
    await waitFor(() => expect(screen.queryByTestId('connection-banner')).not.toBeInTheDocument());
    expect(
      within(screen.getByTestId('mcp-playground-param-text')).getByRole('textbox'),
    ).toHaveValue('half');
  });

  it('has a page for what is not there', async () => {
    renderAt('/nowhere');
    expect(await screen.findByText('There is nothing at this address')).toBeInTheDocument();
  });
});
