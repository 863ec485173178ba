// Writes the list of the page's files, and the version that follows from them, into
// service-worker.js. With `--check` it writes nothing and fails if they are not right.

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const LEFT_OUT = /^(test\/|README|service-worker\.js$|\.)/;

const names = (await readdir(root, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length).replace(/^\//, ''))
  .filter((name) => !LEFT_OUT.test(name))
  .sort();
const hash = createHash('sha256');
for (const name of names) {
  const content = await readFile(root + name);
  hash.update(`${name}\n${createHash('sha256').update(content).digest('hex')}\n`);
}
const listed = names.map((name) => (name === 'index.html' ? './' : name));
const version = hash.digest('hex').slice(0, 16);
const files = listed.map((name) => `  '${name}',\n`).join('');

const path = root + 'service-worker.js';
const before = await readFile(path, 'utf8');
const after = before
  .replace(/const VERSION = '.*';/, `const VERSION = '${version}';`)
  .replace(/const FILES = \[[^\]]*\];/, `const FILES = [\n${files}];`);
if (process.argv.includes('--check')) {
  process.exitCode = before === after ? 0 : 1;
} else {
  await writeFile(path, after);
}
