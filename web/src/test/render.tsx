// SPDX-License-Identifier: Apache-2.0
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { newQueryClient, newRouter } from '@/router';

/** The whole page at an address below /ui, signed in unless a test says otherwise. */
export function renderAt(path: string) {
  const router = newRouter(createMemoryHistory({ initialEntries: [`/ui${path}`] }));
  const queries = newQueryClient();
  queries.setDefaultOptions({ queries: { ...queries.getDefaultOptions().queries, retry: false } });
  const view = render(
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </CSPProvider>,
  );
  return { ...view, router, queries, user: userEvent.setup() };
}
