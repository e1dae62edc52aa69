// SPDX-License-Identifier: Apache-2.0
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it, vi } from 'vitest';
import { fromPlain } from '@/json/tree';
import { daemon } from '@/test/daemon';
import { failure, page } from '@/test/handlers/daemon';
import { aCall, aServer, aSession, inMinutes } from '@/test/handlers/records';
import { renderAt } from '@/test/render';
import { curlCommand } from './CurlButton';

const byId = (name: string) => screen.findByTestId(`mcp-playground-${name}`);

describe('a server in the playground', () => {
  it('is not launched by looking at it, and launched by a button', async () => {
    let launched: unknown;
    daemon.use(
      http.post('*/api/v1/sessions', async ({ request }) => {
        launched = await request.json();
        return HttpResponse.json(aSession({ state: 'launching' }), { status: 202 });
      }),
      http.get('*/api/v1/sessions/:id', () => HttpResponse.json(aSession())),
    );
    const { user, router } = renderAt('/mcps/playground?id=srv_0001&tool=echo');
    expect(await byId('tool-echo')).toBeInTheDocument();
    expect(screen.getByTestId('mcp-playground-execute-button')).toBeDisabled();
    expect(launched).toBeUndefined();
    await user.click(screen.getByTestId('session-launch-button'));
    expect(await screen.findByTestId('session-bar')).toBeInTheDocument();
    expect(launched).toEqual({ server_id: 'srv_0001' });
    expect(router.state.location.search).toEqual({ id: 'ses_0001', tool: 'echo' });
  });

  it('is attached to the session that runs', async () => {
    daemon.use(http.get('*/api/v1/sessions', () => page([aSession()])));
    renderAt('/mcps/playground?id=srv_0001');
    expect(await screen.findByTestId('session-bar')).toBeInTheDocument();
  });

  it('must be verified', async () => {
    daemon.use(
      http.get('*/api/v1/servers/:id', () =>
        HttpResponse.json(aServer({ current_revision: null })),
      ),
    );
    renderAt('/mcps/playground?id=srv_0001');
    expect(await screen.findByTestId('playground-not-verified')).toBeInTheDocument();
  });

  it('tells why it was not launched', async () => {
    daemon.use(
      http.post('*/api/v1/sessions', () =>
        failure(429, 'too_many_sessions', 'ten sessions run already', 'exhausted'),
      ),
    );
    const { user } = renderAt('/mcps/playground?id=srv_0001');
    await user.click(await screen.findByTestId('session-launch-button'));
    expect(await screen.findByText('ten sessions run already')).toBeInTheDocument();
  });
});

describe('a session', () => {
  it('says what it does while it launches', async () => {
    daemon.use(
      http.get('*/api/v1/sessions/:id', () => HttpResponse.json(aSession({ state: 'launching' }))),
    );
    renderAt('/mcps/playground?id=ses_0001');
    expect(await screen.findByTestId('session-launching')).toHaveTextContent(
      'Launching container, please wait…',
    );
  });

  it('counts down, is extended, and ends by a button', async () => {
    let state: 'active' | 'ended' = 'active';
    daemon.use(
      http.get('*/api/v1/sessions/:id', () =>
        HttpResponse.json(
          aSession({
            state,
            end_reason: state === 'ended' ? 'user' : null,
            idle_expires_at: inMinutes(2),
          }),
        ),
      ),
      http.post('*/api/v1/sessions/:id/renew', () => HttpResponse.json(aSession())),
      http.delete('*/api/v1/sessions/:id', () => {
        state = 'ended';
        return HttpResponse.json(aSession({ state: 'ended', end_reason: 'user' }));
      }),
    );
    const { user } = renderAt('/mcps/playground?id=ses_0001&tool=echo');
    expect(await screen.findByTestId('session-countdown')).toHaveTextContent(/^1:5\d$/);
    await user.click(screen.getByTestId('session-extend-button'));
    await waitFor(() =>
      expect(screen.getByTestId('session-countdown')).toHaveTextContent(/^14:5\d$/),
    );
    await user.click(screen.getByTestId('session-end-button'));
    expect(await screen.findByTestId('session-ended')).toHaveTextContent(
      'It was ended by request.',
    );
    expect(screen.getByTestId('session-relaunch-button')).toBeEnabled();
    expect(screen.getByTestId('mcp-playground-execute-button')).toBeDisabled();
  });

  it('warns aloud before it ends', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      daemon.use(
        http.get('*/api/v1/sessions/:id', () =>
          HttpResponse.json(
            aSession({ idle_expires_at: new Date(Date.now() + 63_000).toISOString() }),
          ),
        ),
      );
      renderAt('/mcps/playground?id=ses_0001');
      await screen.findByTestId('session-countdown');
      await vi.advanceTimersByTimeAsync(5_000);
      expect(await screen.findByText('This session ends in 1 minutes')).toBeInTheDocument();
    } finally {
      vi.useRealTimers();
    }
  });

  it('that could not be started says why', async () => {
    const error = {
      type: 'unavailable' as const,
      code: 'engine_unavailable' as const,
      message: 'no engine',
    };
    daemon.use(
      http.get('*/api/v1/sessions/:id', () =>
        HttpResponse.json(aSession({ state: 'failed', error })),
      ),
    );
    renderAt('/mcps/playground?id=ses_0001');
    expect(await screen.findByTestId('session-ended')).toHaveTextContent('no engine');
  });

  it('shows how to connect to it, its calls and its log', async () => {
    const { user } = renderAt('/mcps/playground?id=ses_0001');
    await user.click(await screen.findByRole('button', { name: 'Connect' }));
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      'http://127.0.0.1:7070/mcp/ses_0001',
    );
    await user.keyboard('{Escape}');
    expect(await screen.findByTestId('call-table')).toHaveTextContent('Edit and call again');
    await user.click(screen.getByRole('tab', { name: 'Server log' }));
    expect(await screen.findByText('The log is empty.')).toBeInTheDocument();
  });

  it('lists its tools anew', async () => {
    const { user } = renderAt('/mcps/playground?id=ses_0001');
    await user.click(await byId('refresh-button'));
    expect(await byId('tool-late')).toBeInTheDocument();
    daemon.use(
      http.post('*/api/v1/sessions/:id/tools/refresh', () => failure(503, 'link_lost', 'gone')),
    );
    await user.click(await byId('refresh-button'));
    expect(await screen.findByText('The tools could not be refreshed')).toBeInTheDocument();
  });
});

describe('a call', () => {
  it('shows outcome, request on the wire and a permalink', async () => {
    const { user } = renderAt('/mcps/playground?id=ses_0001&tool=echo');
    await user.type(
      within(await byId('param-text')).getByRole('textbox'),
      'hello{Control>}{Enter}{/Control}',
    );
    expect(await byId('result-status')).toHaveAttribute('data-test-state', 'success');
    expect(screen.getByTestId('mcp-playground-timeline')).toHaveTextContent('took 2 ms');
    expect(screen.getByRole('link', { name: 'Permalink' })).toHaveAttribute(
      'href',
      '/ui/history/call_0001',
    );
  });

  it.each([
    'tool_error',
    'protocol_error',
    'transport_error',
    'timeout',
    'denied',
    'not_ready',
  ] as const)('with the outcome %s is shown as an error', async (outcome) => {
    const error = {
      type: 'internal' as const,
      code: 'timeout' as const,
      message: 'said the daemon',
    };
    daemon.use(http.post('*/execute', () => HttpResponse.json(aCall({ outcome, error }))));
    const { user } = renderAt('/mcps/playground?id=ses_0001&tool=echo');
    await user.click(await byId('execute-button'));
    expect(await byId('result-status')).toHaveAttribute('data-test-state', 'error');
    expect(screen.getByRole('alert')).toHaveTextContent('said the daemon');
  });

  it('of a tool that may destroy asks first', async () => {
    let called = 0;
    daemon.use(
      http.post('*/execute', () => {
        called += 1;
        return HttpResponse.json(aCall());
      }),
    );
    const { user } = renderAt('/mcps/playground?id=ses_0001&tool=wipe');
    expect(await screen.findByText('This tool takes no parameters.')).toBeInTheDocument();
    await user.click(screen.getByTestId('mcp-playground-execute-button'));
    const dialog = await screen.findByRole('dialog');
    expect(called).toBe(0);
    await user.click(within(dialog).getByRole('button', { name: 'Call it' }));
    await byId('result-status');
    expect(called).toBe(1);
  });

  it('can be cancelled while it waits', async () => {
    daemon.use(http.post('*/execute', () => new Promise<never>(() => {})));
    const { user } = renderAt('/mcps/playground?id=ses_0001&tool=echo');
    await user.click(await byId('execute-button'));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Cancelled before an answer came.');
  });

  it('that the schema doubts is made all the same', async () => {
    const { user } = renderAt('/mcps/playground?id=ses_0001&tool=echo');
    const button = await byId('execute-button');
    expect(await screen.findByText(/The schema disagrees in 1 place/)).toBeInTheDocument();
    expect(button).toHaveTextContent('Execute anyway');
    await user.click(button);
    expect(await byId('result-status')).toBeInTheDocument();
  });

  it('keeps what was filled in while other tools are looked at', async () => {
    const { user } = renderAt('/mcps/playground?id=ses_0001&tool=echo');
    await user.type(within(await byId('param-text')).getByRole('textbox'), 'kept');
    await user.click(screen.getByTestId('mcp-playground-tool-wipe'));
    await user.click(await byId('tool-echo'));
    expect(within(await byId('param-text')).getByRole('textbox')).toHaveValue('kept');
  });

  it('becomes a command for a shell, with the token left out', () => {
    expect(curlCommand('http://h', 'ses_1', 't', fromPlain({ a: "it's" }))).toBe(
      `curl -sS -X POST 'http://h/api/v1/sessions/ses_1/tools/t/execute' \\
  -H "Authorization: Bearer $TOOLSHED_TOKEN" \\
  -H 'Content-Type: application/json' \\
  --data-raw '{"params":{"a":"it'\\''s"}}'`,
    );
  });
});

describe('the list of tools', () => {
  const many = Array.from({ length: 1_000 }, (_, at) => ({
    name: `tool_${at}`,
    inputSchema: { type: 'object' },
  }));

  it('is one stop for the Tab key, and the arrows move in it', async () => {
    const { user } = renderAt('/mcps/playground?id=ses_0001');
    (await byId('tool-echo')).focus();
    await user.keyboard('{ArrowDown}');
    expect(screen.getByTestId('mcp-playground-tool-wipe')).toHaveFocus();
    await user.keyboard('{Home}{End}{ArrowUp}x');
    expect(screen.getByTestId('mcp-playground-tool-echo')).toHaveFocus();
    expect(screen.getByTestId('mcp-playground-tool-echo')).toHaveAttribute('tabindex', '0');
    expect(screen.getByTestId('mcp-playground-tool-wipe')).toHaveAttribute('tabindex', '-1');
  });

  it('holds a thousand, and filters them', async () => {
    daemon.use(http.get('*/api/v1/sessions/:id/tools', () => page(many)));
    const { user } = renderAt('/mcps/playground?id=ses_0001');
    await byId('tool-tool_999');
    await user.keyboard('/');
    await user.keyboard('tool_77');
    await waitFor(() =>
      expect(screen.getAllByTestId(/^mcp-playground-tool-tool_/)).toHaveLength(11),
    );
    await user.keyboard('x');
    expect(await screen.findByText('No tool matches.')).toBeInTheDocument();
  });

  it('with a single tool needs no choice, and an unknown one is said to be', async () => {
    daemon.use(http.get('*/api/v1/sessions/:id/tools', () => page(many.slice(0, 1))));
    const { unmount } = renderAt('/mcps/playground?id=ses_0001');
    expect(await byId('tool-name')).toHaveTextContent('tool_0');
    unmount();
    renderAt('/mcps/playground?id=ses_0001&tool=nope');
    expect(await screen.findByText('This tool is not listed')).toBeInTheDocument();
  });

  it('without an id leads to the servers', async () => {
    renderAt('/mcps/playground');
    expect(await screen.findByText('Nothing to try yet')).toBeInTheDocument();
  });
});
