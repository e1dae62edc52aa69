// SPDX-License-Identifier: Apache-2.0
import { useSyncExternalStore } from 'react';

/**
 * Signing in exchanges the token for a cookie that scripts cannot read. A daemon without that
 * exchange is spoken to with the token itself, which then lives as long as the tab.
 */
export type AuthState = 'unknown' | 'signed-in' | 'signed-out';

const storageKey = 'toolshed.token';
const signInPath = '/api/v1/sign-in';
const listeners = new Set<() => void>();
let state: AuthState = 'unknown';
let token: string | null = null;
let probing: Promise<void> | undefined;

function set(next: AuthState): void {
  if (state === next) return;
  state = next;
  for (const listener of listeners) listener();
}

export const csrfHeader = 'X-Toolshed-Request';

export function authHeaders(): Record<string, string> {
  const own = token ?? sessionStorage.getItem(storageKey);
  // A page elsewhere cannot add this header without asking first, and is refused when it asks.
  return { [csrfHeader]: 'page', ...(own ? { Authorization: `Bearer ${own}` } : {}) };
}

export const auth = {
  state: () => state,
  signedOut() {
    token = null;
    sessionStorage.removeItem(storageKey);
    set('signed-out');
  },
  signedIn() {
    set('signed-in');
  },
  async signIn(given: string): Promise<'ok' | 'refused' | 'unreachable'> {
    const answer = await exchange(given);
    if (answer === 'unreachable' || answer === 'refused') return answer;
    if (answer === 'no-exchange') {
      token = given;
      sessionStorage.setItem(storageKey, given);
    }
    set('signed-in');
    return 'ok';
  },
  async signOut() {
    await fetch(signInPath, { method: 'DELETE', headers: authHeaders() }).catch(() => null);
    auth.signedOut();
  },
  /** Decides at the start whether a cookie or a kept token still opens the door. */
  probe(): Promise<void> {
    probing ??= probe().finally(() => {
      probing = undefined;
    });
    return probing;
  },
  reset() {
    token = null;
    sessionStorage.removeItem(storageKey);
    state = 'unknown';
  },
};

async function probe(): Promise<void> {
  const answer = await fetch(signInPath, { headers: authHeaders() }).catch(() => null);
  if (answer === null || answer.status >= 500) return;
  if (answer.ok) {
    const { signed_in: isIn } = (await answer.json()) as { signed_in?: boolean };
    if (isIn) set('signed-in');
    else auth.signedOut();
  } else if (answer.status === 401) auth.signedOut();
  // A daemon without the exchange only says that to who holds the right token.
  else set('signed-in');
}

async function exchange(given: string) {
  // Whatever a header cannot carry is no token.
  if (!/^[\x21-\x7e]+$/.test(given)) return 'refused';
  const answer = await fetch(signInPath, {
    method: 'POST',
    headers: { [csrfHeader]: 'page', Authorization: `Bearer ${given}` },
  }).catch(() => null);
  if (answer === null || answer.status >= 500) return 'unreachable';
  if (answer.ok) return 'cookie';
  return answer.status === 404 || answer.status === 405 ? 'no-exchange' : 'refused';
}

export function useAuth(): AuthState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/**
 * `/ui/#token=…`, as a command line prints it, signs in. The fragment never leaves the browser, and
 * is taken out of the address at once.
 */
export async function signInFromAddress(): Promise<void> {
  const given = /^#token=([\x21-\x7e]+)$/.exec(location.hash)?.[1];
  if (given === undefined) return;
  history.replaceState(null, '', location.pathname + location.search);
  await auth.signIn(decodeURIComponent(given));
}
