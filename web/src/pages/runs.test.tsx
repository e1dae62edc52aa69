// SPDX-License-Identifier: Apache-2.0
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { daemon } from '@/test/daemon';
import { page, stream } from '@/test/handlers/daemon';
import { aRun, aSession, aStep } from '@/test/handlers/records';
import { renderAt } from '@/test/render';

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
        HttpResponse.json(aRun({ state: 'skipped', message: 'no new commits' })),
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
