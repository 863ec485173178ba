// The vectors in Node, for a quick check: `node web/test/run.mjs`.

import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runAll } from './vectors.js';

const root = new URL('../../vectors/', import.meta.url);
const source = {
  list: async (/** @type {string} */ folder) =>
    (await readdir(fileURLToPath(new URL(folder, root)))).filter((name) => name.endsWith('.json')),
  load: async (/** @type {string} */ path) =>
    JSON.parse(await readFile(fileURLToPath(new URL(path, root)), 'utf8')),
};
const { passed, failed } = await runAll(source, (name, failure) => {
  if (failure !== '') {
    console.log(`${name}: ${failure}`);
  }
});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
