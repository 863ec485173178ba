// What the modules promise of storage, pauses and relays that lie, checked in a browser: they need
// its IndexedDB. `browser-tests` opens it.

import { runAnswerChecks } from './checks-answers.js';
import { runCaptureChecks } from './checks-capture.js';
import { runCopyChecks } from './checks-copies.js';
import { runDraftChecks } from './checks-drafts.js';
import { runPageChecks } from './checks-page.js';
import { runQueueChecks } from './checks-queue.js';
import { runSendingChecks } from './checks-sending.js';
import { runStorageChecks } from './checks-storage.js';

const failures = /** @type {HTMLElement} */ (document.getElementById('failures'));
const result = /** @type {HTMLElement} */ (document.getElementById('result'));
const all = {
  ...runStorageChecks,
  ...runDraftChecks,
  ...runCopyChecks,
  ...runQueueChecks,
  ...runAnswerChecks,
  ...runCaptureChecks,
  ...runPageChecks,
  ...runSendingChecks,
};
let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries(all)) {
  try {
    await check();
    passed++;
  } catch (e) {
    failed++;
    const item = document.createElement('li');
    item.textContent = `${name}: ${e instanceof Error ? e.stack : e}`;
    failures.append(item);
  }
}
result.textContent = `${passed} passed, ${failed} failed`;
