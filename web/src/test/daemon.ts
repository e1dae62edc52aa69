// SPDX-License-Identifier: Apache-2.0
import { setupServer } from 'msw/node';
import { daemonHandlers } from './handlers/daemon';
import { mcpsHandlers } from './handlers/mcps';

/** The daemon as tests see it; a test replaces the answers that it is about. */
export const daemon = setupServer(...mcpsHandlers, ...daemonHandlers);
