// SPDX-License-Identifier: Apache-2.0
import createClient, { type Middleware } from 'openapi-fetch';
import { serverClock } from '@/text/time';
import { auth, authHeaders } from './auth';
import { ApiError, errorOf } from './errors';
import type { components, paths } from './schema';

type Schemas = components['schemas'];
export type Server = Schemas['Server'];
export type Revision = Schemas['Revision'];
export type Run = Schemas['Run'];
export type RunState = Schemas['RunState'];
export type Step = Schemas['Step'];
export type Session = Schemas['Session'];
export type CallSummary = Schemas['Call'];
export type ErrorBody = Schemas['ErrorBody'];
export type Outcome = CallSummary['outcome'];

const watched: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(authHeaders())) request.headers.set(name, value);
    return request;
  },
  onResponse({ response }) {
    watch(response);
  },
};

function watch(response: Response): void {
  serverClock.observe(response.headers.get('Date'));
  if (response.status === 401) auth.signedOut();
}

export const client = createClient<paths>({
  baseUrl: location.origin,
  fetch: (request) => fetch(request),
});
client.use(watched);

type Answer<Data> = { data?: Data; error?: unknown; response: Response };

/** The data of an answer, or the error that it carries, thrown. */
export async function dataOf<Data>(asked: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await asked.catch((problem: unknown): never => {
    throw ApiError.unreachable(problem);
  });
  if (!response.ok) throw errorOf(response.status, error);
  return data as Data;
}

/** For bodies whose every byte counts. */
export async function fetchText(path: string, init: RequestInit = {}): Promise<string> {
  const response = await open(path, init);
  return response.text();
}

/** An answer that went well and whose body is still to be read. */
export async function open(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, {
    ...init,
    headers: { ...authHeaders(), ...init.headers },
  }).catch((problem: unknown): never => {
    if (init.signal?.aborted) throw problem;
    throw ApiError.unreachable(problem);
  });
  watch(response);
  if (response.ok) return response;
  const text = await response.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    body = undefined;
  }
  throw errorOf(response.status, body);
}

/** Makes a request repeatable: a retry after a lost answer does nothing twice. */
export function idempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `page-${[...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
