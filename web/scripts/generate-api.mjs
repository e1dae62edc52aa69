// SPDX-License-Identifier: Apache-2.0
// Writes src/api/schema.d.ts from the API contract; with --check fails when it would change.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const contract = new URL('../../docs/openapi.yaml', import.meta.url);
const target = new URL('../src/api/schema.d.ts', import.meta.url);

const header =
  '// SPDX-License-Identifier: Apache-2.0\n// Generated from docs/openapi.yaml by `npm run api`.\n\n';
const text = header + astToString(await openapiTS(contract, { emptyObjectsUnknown: true }));

if (process.argv.includes('--check')) {
  const stored = await readFile(target, 'utf8').catch(() => '');
  if (stored !== text) {
    console.error('src/api/schema.d.ts no longer matches docs/openapi.yaml: run `npm run api`');
    process.exit(1);
  }
} else {
  await writeFile(target, text);
}
