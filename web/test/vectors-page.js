// Runs the vectors in a browser. They stand beside the folder of the page, and whoever serves them
// answers for each of their folders with a list of its files in JSON.

import { runAll } from './vectors.js';

const root = new URL('../../vectors/', import.meta.url);

/** @param {string} path */
async function json(path) {
  const answer = await fetch(new URL(path, root));
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  return answer.json();
}

const failures = /** @type {HTMLElement} */ (document.getElementById('failures'));
const result = /** @type {HTMLElement} */ (document.getElementById('result'));
const source = {
  list: (/** @type {string} */ folder) => json(folder === '' ? '' : folder + '/'),
  load: json,
};
try {
  result.textContent = await runAll(source, (name, failure) => {
    if (failure !== '') {
      const item = document.createElement('li');
      item.textContent = `${name}: ${failure}`;
      failures.append(item);
    }
  });
} catch (e) {
  result.textContent = `It cannot run: ${e}`;
}
