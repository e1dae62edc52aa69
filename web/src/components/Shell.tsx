// SPDX-License-Identifier: Apache-2.0

import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation } from '@tanstack/react-router';
import { CircleHelp, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { auth } from '@/api/auth';
import { themes, useTheme } from '@/theme';
import { useAppStatus } from './AppInitializer';
import { Announcer } from './announcer';
import { classes, IconButton, Key, Spinner } from './basics';
import { Dialog } from './Dialog';
import { useKeys } from './hooks';
import { navigation } from './navigation';

export function Shell() {
  const [helps, setHelps] = useState(false);
  const keys = useMemo(() => ({ '?': () => setHelps(true) }), []);
  useKeys(keys);
  return (
    <div className="flex min-h-screen flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:p-2"
      >
        Skip to the content
      </a>
      <header className="sticky top-0 z-30 border-b border-line bg-surface">
        <div className="mx-auto flex max-w-400 flex-wrap items-center gap-x-5 gap-y-1 px-4 py-2">
          <Link to="/" className="flex items-center gap-2 font-semibold tracking-tight">
            <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" className="size-6" />
            Toolshed
          </Link>
          <Navigation />
          <div className="ml-auto flex items-center gap-1">
            <ThemeButton />
            <IconButton
              label="Keyboard and help"
              icon={<CircleHelp aria-hidden className="size-4" />}
              onClick={() => setHelps(true)}
            />
            <IconButton
              label="Sign out"
              icon={<LogOut aria-hidden className="size-4" />}
              onClick={() => void auth.signOut()}
            />
          </div>
        </div>
      </header>
      <Connection />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-400 flex-1 px-4 py-6 focus:outline-none"
      >
        <Outlet />
      </main>
      <Announcer />
      <Help open={helps} onClose={() => setHelps(false)} />
    </div>
  );
}

function Navigation() {
  const { pathname } = useLocation();
  const isHere = (href: string) =>
    href === '/'
      ? pathname === '/' || pathname.startsWith('/servers')
      : pathname.startsWith(href) && !pathname.startsWith('/mcps/playground');
  return (
    <nav
      aria-label="Main"
      className="order-last -mx-1.5 flex w-[calc(100%+0.75rem)] gap-0.5 overflow-x-auto p-0.5 sm:order-none sm:mx-0 sm:w-auto"
    >
      {navigation
        .filter(({ skip }) => !skip)
        .map(({ title, href, description }) => (
          <Link
            key={href}
            to={href}
            title={description}
            aria-current={isHere(href) ? 'page' : undefined}
            className={classes(
              'rounded-md px-1.5 py-1 text-sm font-medium whitespace-nowrap sm:px-2.5 sm:text-base',
              isHere(href)
                ? 'bg-accent-wash text-accent'
                : 'text-soft hover:bg-hover hover:text-ink',
            )}
          >
            {title}
          </Link>
        ))}
    </nav>
  );
}

function ThemeButton() {
  const [theme, setTheme] = useTheme();
  const Icon = { system: Monitor, light: Sun, dark: Moon }[theme];
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <IconButton
      label={`Theme: ${theme}. Change to ${next}`}
      icon={<Icon aria-hidden className="size-4" />}
      onClick={() => setTheme(next)}
    />
  );
}

/** Tells when the daemon is away, and reads everything again when it is back. */
function Connection() {
  const { data: status } = useAppStatus();
  const queries = useQueryClient();
  const wasAway = useRef(false);
  const isAway = status !== undefined && status !== 'ready';
  useEffect(() => {
    if (wasAway.current && !isAway) void queries.invalidateQueries();
    wasAway.current = isAway;
  }, [isAway, queries]);
  return (
    <div role="status">
      {isAway && (
        <p
          data-testid="connection-banner"
          className="flex items-center justify-center gap-2 border-b border-line bg-warn-wash px-4 py-1.5 text-warn"
        >
          <Spinner />
          {status === 'unreachable' ? 'The daemon does not answer.' : 'The daemon is starting.'}{' '}
          What you filled in stays; the page goes on when it is back.
        </p>
      )}
    </div>
  );
}

const shortcuts: [keys: string[], does: string][] = [
  [['?'], 'This help'],
  [['/'], 'Go to the search or the tool filter'],
  [['↑', '↓'], 'Move in the list of tools'],
  [['Enter'], 'Choose the tool'],
  [['Ctrl', 'Enter'], 'Execute, while you are in the form'],
  [['Esc'], 'Close what lies on top'],
];

function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard">
      <dl className="grid grid-cols-[max-content_1fr] gap-x-6 gap-y-2">
        {shortcuts.map(([keys, does]) => (
          <div key={does} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Key key={key}>{key}</Key>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-soft">
        Sessions are temporary: they end when nobody uses them for a while, and in any case at the
        time that their clock shows. Servers and what was verified stay.
      </p>
    </Dialog>
  );
}
