// SPDX-License-Identifier: Apache-2.0
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { daemon } from '@/test/daemon';
import { renderAt } from '@/test/render';

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
