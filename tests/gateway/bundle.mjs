// SPDX-License-Identifier: Apache-2.0
// bundle.mjs [FILE]: packs the fixture with all that it imports into one file, for an image with nothing but Node in it.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
await build({
  entryPoints: [join(here, 'fixture/main.mjs')],
  outfile: process.argv[2] ?? join(here, 'build/fixture.mjs'),
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  // Packages in the older module form look for `require`, which a module of the newer form has not.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  legalComments: 'none',
  logLevel: 'warning',
});
