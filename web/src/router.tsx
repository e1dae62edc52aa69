// SPDX-License-Identifier: Apache-2.0
import { QueryClient } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
} from '@tanstack/react-router';
import { ApiError } from './api/errors';
import { AppInitializer } from './components/AppInitializer';
import { Shell } from './components/Shell';
import { CataloguePage } from './pages/CataloguePage';
import { NotFoundPage, PageFailed } from './pages/NotFoundPage';
import { SignInPage } from './pages/SignInPage';

type Search = Record<string, unknown>;
const text = (value: unknown) => (value === undefined || value === '' ? undefined : String(value));
const count = (value: unknown) => (Number(value) >= 1 ? Math.floor(Number(value)) : undefined);

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: PageFailed });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search: Search) => ({ to: text(search.to) }),
  component: SignInPage,
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: () => (
    <AppInitializer authenticated allowedStatus="ready">
      <Shell />
    </AppInitializer>
  ),
});

export type CatalogueSearch = { q?: string | undefined; status?: string | undefined };

const catalogue = createRoute({
  getParentRoute: () => shell,
  path: '/',
  validateSearch: (search: Search): CatalogueSearch => ({
    q: text(search.q),
    status: text(search.status),
  }),
  component: CataloguePage,
});

const server = createRoute({
  getParentRoute: () => shell,
  path: '/servers/$id',
  validateSearch: (search: Search): { tab?: string | undefined } => ({ tab: text(search.tab) }),
  component: lazyRouteComponent(() => import('./pages/ServerPage'), 'ServerPage'),
});

const run = createRoute({
  getParentRoute: () => shell,
  path: '/servers/$id/verifications/$runId',
  validateSearch: (search: Search): { line?: number | undefined } => ({ line: count(search.line) }),
  component: lazyRouteComponent(() => import('./pages/RunPage'), 'RunPage'),
});

const mcps = createRoute({
  getParentRoute: () => shell,
  path: '/mcps',
  component: lazyRouteComponent(() => import('./pages/McpsPage'), 'McpsPage'),
});

export type PlaygroundSearch = { id: string; tool?: string | undefined; from?: string | undefined };

const playground = createRoute({
  getParentRoute: () => shell,
  path: '/mcps/playground',
  validateSearch: (search: Search): PlaygroundSearch => ({
    id: text(search.id) ?? '',
    tool: text(search.tool),
    from: text(search.from),
  }),
  component: lazyRouteComponent(() => import('./pages/McpPlaygroundPage'), 'McpPlaygroundPage'),
});

const sessions = createRoute({
  getParentRoute: () => shell,
  path: '/sessions',
  component: lazyRouteComponent(() => import('./pages/SessionsPage'), 'SessionsPage'),
});

const history = createRoute({
  getParentRoute: () => shell,
  path: '/history',
  component: lazyRouteComponent(() => import('./pages/HistoryPage'), 'HistoryPage'),
});

const call = createRoute({
  getParentRoute: () => shell,
  path: '/history/$callId',
  component: lazyRouteComponent(() => import('./pages/CallPage'), 'CallPage'),
});

const compare = createRoute({
  getParentRoute: () => shell,
  path: '/compare',
  validateSearch: (search: Search) => ({ a: text(search.a) ?? '', b: text(search.b) ?? '' }),
  component: lazyRouteComponent(() => import('./pages/ComparePage'), 'ComparePage'),
});

const about = createRoute({
  getParentRoute: () => shell,
  path: '/daemon',
  component: lazyRouteComponent(() => import('./pages/DaemonPage'), 'DaemonPage'),
});

const routeTree = root.addChildren([
  signIn,
  shell.addChildren([
    catalogue,
    server,
    run,
    mcps,
    playground,
    sessions,
    history,
    call,
    compare,
    about,
  ]),
]);

export function newRouter(routerHistory?: RouterHistory) {
  return createRouter({
    routeTree,
    basepath: '/ui',
    defaultPreload: 'intent',
    scrollRestoration: true,
    ...(routerHistory ? { history: routerHistory } : {}),
  });
}

export function newQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        // An answer is an answer; only silence and a daemon in trouble are worth asking again.
        retry: (failures, error) =>
          failures < 2 && error instanceof ApiError && (error.status === 0 || error.status >= 500),
      },
    },
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
