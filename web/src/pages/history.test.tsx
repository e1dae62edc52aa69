// SPDX-License-Identifier: Apache-2.0
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { daemon } from '@/test/daemon';
import { failure, inTwoPages, page } from '@/test/handlers/daemon';
import { aCall } from '@/test/handlers/records';
import { renderAt } from '@/test/render';

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

  it('is read a page at a time, here and in a session', async () => {
    const pages = ({ request }: { request: Request }) =>
      inTwoPages(request, [aCall()], [aCall({ call_id: 'call_0009', tool: 'older' })]);
    daemon.use(http.get('*/api/v1/calls', pages), http.get('*/api/v1/sessions/:id/calls', pages));
    const { user, unmount } = renderAt('/history');
    await user.type(await screen.findByRole('textbox', { name: /^Filter/ }), 'older');
    expect(screen.getByText('None of the calls read so far matches.')).toBeInTheDocument();
    await user.click(screen.getByTestId('load-more-button'));
    expect(await screen.findByRole('link', { name: 'older' })).toBeInTheDocument();
    unmount();
    const session = renderAt('/mcps/playground?id=ses_0001');
    await session.user.click(await screen.findByTestId('load-more-button'));
    expect(await screen.findByRole('link', { name: 'older' })).toBeInTheDocument();
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
