// SPDX-License-Identifier: Apache-2.0
import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { auth } from '@/api/auth';
import { forgetEverything } from '@/playground/ExecutionArea';
import { serverClock } from '@/text/time';
import { daemon } from './daemon';

beforeAll(() => daemon.listen({ onUnhandledRequest: 'error' }));
beforeEach(() => {
  sessionStorage.setItem('toolshed.token', 'right');
});
afterEach(() => {
  cleanup();
  daemon.resetHandlers();
  auth.reset();
  localStorage.clear();
  serverClock.reset();
  forgetEverything();
});
afterAll(() => daemon.close());
