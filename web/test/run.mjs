// The vectors in Node, for a quick check: `node web/test/run.mjs`.

import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { runAll } from './vectors.js';

const root = new URL('../../vectors/', import.meta.url);
const source = {
  list: async (/** @type {string} */ folder) => readdir(fileURLToPath(new URL(folder, root))),
  load: async (/** @type {string} */ path) =>
    JSON.parse(await readFile(fileURLToPath(new URL(path, root)), 'utf8')),
};
const result = await runAll(source, (name, failure) => {
  if (failure !== '') {
    process.exitCode = 1;
    console.log(`${name}: ${failure}`);
  }
});
console.log(result);
