// SPDX-License-Identifier: Apache-2.0
import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { signInFromAddress } from './api/auth';
import { newQueryClient, newRouter } from './router';
import './styles.css';
import { applyTheme } from './theme';

applyTheme();
const root = document.getElementById('root');
if (root) {
  void signInFromAddress().then(() =>
    createRoot(root).render(
      <StrictMode>
        <CSPProvider disableStyleElements>
          <QueryClientProvider client={newQueryClient()}>
            <RouterProvider router={newRouter()} />
          </QueryClientProvider>
        </CSPProvider>
      </StrictMode>,
    ),
  );
}
