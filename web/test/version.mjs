// Writes the list of modules into index.html, which has them loaded side by side, and the list of
// the page's files with the version that follows from them into service-worker.js. With `--check`
// it writes nothing and fails if they are not right.

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const LEFT_OUT = /^(test\/|README|service-worker\.js$|\.)/;
/** What the page loads by itself, and what it hardly ever needs. */
const NOT_AT_ONCE = ['page/fragment.js', 'page/main.js', 'page/save.js', 'page/scan.js', 'medimage/copy.js'];

const names = (await readdir(root, { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length).replace(/^\//, ''))
  .filter((name) => !LEFT_OUT.test(name))
  .sort();
const check = process.argv.includes('--check');
const modules = names.filter((name) => /^(medimage|page)\/.*\.js$/.test(name));
const links = modules
  .filter((name) => !NOT_AT_ONCE.includes(name))
  .map((name) => `    <link rel="modulepreload" href="${name}" />\n`)
  .join('');
await rewrite('index.html', (text) =>
  text.replace(/(<!-- modules: .* -->\n)[^]*?( *<!-- end -->)/, `$1${links}$2`),
);

const hash = createHash('sha256');
for (const name of names) {
  const content = await readFile(root + name);
  hash.update(`${name}\n${createHash('sha256').update(content).digest('hex')}\n`);
}
const listed = names.map((name) => (name === 'index.html' ? './' : name));
const version = hash.digest('hex').slice(0, 16);
const files = listed.map((name) => `  '${name}',\n`).join('');

await rewrite('service-worker.js', (text) =>
  text
    .replace(/const VERSION = '.*';/, `const VERSION = '${version}';`)
    .replace(/const FILES = \[[^\]]*\];/, `const FILES = [\n${files}];`),
);

/** @param {string} name @param {(text: string) => string} change */
async function rewrite(name, change) {
  const before = await readFile(root + name, 'utf8');
  const after = change(before);
  if (before !== after && check) {
    process.exitCode = 1;
  } else if (before !== after) {
    await writeFile(root + name, after);
  }
}
