// SPDX-License-Identifier: Apache-2.0
import { files, forge, git, maps, time, weather } from './places';
import { browser, business, chat, clusters, databases, memory, work } from './services';
import type { CorpusTool } from './words';

/** Input schemas in the shapes that servers in use send, written for this project. */
export const corpus: CorpusTool[] = [
  ...files,
  ...git,
  ...forge,
  ...maps,
  ...time,
  ...weather,
  ...chat,
  ...databases,
  ...browser,
  ...memory,
  ...clusters,
  ...business,
  ...work,
];
