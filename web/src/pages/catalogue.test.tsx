// SPDX-License-Identifier: Apache-2.0
import { screen, waitFor, within } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { daemon } from '@/test/daemon';
import { failure, inTwoPages, page } from '@/test/handlers/daemon';
import { aRun, aServer, tools } from '@/test/handlers/records';
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

  it('reads on only when asked, and says what it searched', async () => {
    let asked = 0;
    daemon.use(
      http.get('*/api/v1/servers', ({ request }) => {
        asked += 1;
        return inTwoPages(request, [aServer()], [aServer({ id: 'srv_0002', name: 'wiki' })]);
      }),
    );
    const { user } = renderAt('/');
    expect(await screen.findByRole('button', { name: 'verified 1+' })).toBeInTheDocument();
    expect(asked).toBe(1);
    await user.type(screen.getByTestId('catalogue-search'), 'wiki');
    expect(await screen.findByText('No server read so far matches')).toBeInTheDocument();
    expect(screen.getByText('1 servers read so far')).toBeInTheDocument();
    screen.getByTestId('load-more-button').focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByTestId('server-row-wiki')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'verified 1' })).toBeInTheDocument();
  });

  it('keeps what it has when the next page cannot be read', async () => {
    daemon.use(
      http.get('*/api/v1/servers', ({ request }) =>
        request.url.includes('cursor=')
          ? failure(500, 'internal', 'it broke')
          : inTwoPages(request, [aServer()], []),
      ),
    );
    const { user } = renderAt('/');
    await user.click(await screen.findByTestId('load-more-button'));
    expect(await screen.findByText('The next page could not be read.')).toBeInTheDocument();
    expect(screen.getByTestId('server-row-echo')).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
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
    expect(await screen.findByText('write_refused')).toBeInTheDocument();
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

  it('tells which tools a revision added, removed and changed', async () => {
    const older = [
      { ...tools[0], description: 'Says it.', inputSchema: { type: 'object', properties: {} } },
      { name: 'gone', inputSchema: { type: 'object' } },
    ];
    daemon.use(
      http.get('*/api/v1/servers/:id/tools', ({ request }) => {
        const id = new URL(request.url).searchParams.get('revision');
        const items = id === 'rev_0000' ? older : tools;
        return HttpResponse.json({ items, next_cursor: null, revision_id: id });
      }),
    );
    const { user } = renderAt('/servers/srv_0001?tab=verifications');
    await user.click(await screen.findByRole('button', { name: 'What changed' }));
    const difference = await screen.findByTestId('tool-difference');
    expect(difference).toHaveTextContent('1 added, 1 removed, 1 changed, 0 the same');
    expect(difference).toHaveTextContent('removedgone');
    expect(difference).toHaveTextContent('addedwipe');
    expect(difference).toHaveTextContent('Required parameter added: text may break callers');
    await user.click(within(difference).getByText('Line by line'));
    expect(
      await screen.findByRole('region', { name: 'Definition of echo, compared' }),
    ).toHaveTextContent('- "description": "Says it."');
    await user.click(screen.getByRole('button', { name: 'Hide what changed' }));
    expect(screen.queryByTestId('tool-difference')).not.toBeInTheDocument();
  });

  it('says when the tools of an earlier revision cannot be had', async () => {
    daemon.use(
      http.get('*/api/v1/servers/:id/tools', () =>
        HttpResponse.json({ items: tools, next_cursor: null, revision_id: 'rev_0001' }),
      ),
    );
    const { user } = renderAt('/servers/srv_0001?tab=verifications');
    await user.click(await screen.findByRole('button', { name: 'What changed' }));
    expect(await screen.findByText(/the tools of its current revision only/)).toBeInTheDocument();
    daemon.use(http.get('*/api/v1/servers/:id/tools', () => failure(500, 'internal', 'it broke')));
    renderAt('/servers/srv_0001?tab=verifications');
    await user.click(await screen.findByRole('button', { name: 'What changed' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('it broke');
  });

  it('reads runs and revisions a page at a time', async () => {
    daemon.use(
      http.get('*/api/v1/servers/:id/verifications', ({ request }) =>
        inTwoPages(request, [aRun()], [aRun({ id: 'run_0002', message: 'the second page' })]),
      ),
    );
    const { user } = renderAt('/servers/srv_0001?tab=verifications');
    const button = await screen.findByTestId('load-more-button');
    expect(screen.queryByText('the second page')).not.toBeInTheDocument();
    await user.click(button);
    expect(await screen.findByText('the second page')).toBeInTheDocument();
    expect(screen.queryByTestId('load-more-button')).not.toBeInTheDocument();
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
