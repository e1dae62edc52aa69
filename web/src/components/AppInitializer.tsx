// SPDX-License-Identifier: Apache-2.0
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { auth, useAuth } from '@/api/auth';
import { Spinner } from './basics';

export type AppStatus = 'ready' | 'not-ready' | 'unreachable';

/** Whether the daemon can be worked with; asked often while it cannot. */
export function useAppStatus() {
  return useQuery({
    queryKey: ['readyz'],
    queryFn: async (): Promise<AppStatus> => {
      const answer = await fetch('/readyz').catch(() => null);
      if (answer === null || answer.status === 502) return 'unreachable';
      return answer.ok ? 'ready' : 'not-ready';
    },
    refetchInterval: ({ state }) => (state.data === 'ready' ? 5_000 : 1_500),
    retry: false,
  });
}

type Props = { authenticated?: boolean; allowedStatus?: AppStatus; children: ReactNode };

/**
 * Shows its children once the daemon is as they need it. After that a daemon that goes away only
 * brings a banner: nobody loses a half-filled form to a restart.
 */
export function AppInitializer({
  authenticated = false,
  allowedStatus = 'ready',
  children,
}: Props) {
  const { data: status, dataUpdatedAt } = useAppStatus();
  const signedIn = useAuth();
  const router = useRouter();
  const isUp = status === allowedStatus;
  const [wasUp, setWasUp] = useState(isUp);
  if (isUp && !wasUp) setWasUp(true);
  // Asked together with the first look at the daemon, and after each later one until it is known.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the time says that there was a look.
  useEffect(() => {
    if (signedIn === 'unknown' && (isUp || status === undefined)) void auth.probe();
  }, [dataUpdatedAt, isUp, status, signedIn]);
  const isRedirected = authenticated && signedIn === 'signed-out';
  useEffect(() => {
    if (!isRedirected) return;
    const to = router.state.location.href;
    void router.navigate({ to: '/sign-in', search: { to }, replace: true });
  }, [isRedirected, router]);
  if (wasUp && (signedIn === 'signed-in' || (!authenticated && isUp))) return children;
  return <Waiting status={status} />;
}

function Waiting({ status }: { status: AppStatus | undefined }) {
  const text = {
    ready: 'Signing in…',
    'not-ready': 'Toolshed is starting. This page goes on by itself.',
    unreachable: 'The daemon does not answer. This page goes on as soon as it does.',
  };
  return (
    <main className="grid min-h-screen place-items-center p-6">
      <div role="status" className="flex items-center gap-3 text-soft" data-testid="app-waiting">
        <Spinner />
        {status === undefined ? 'Looking for the daemon…' : text[status]}
      </div>
    </main>
  );
}
