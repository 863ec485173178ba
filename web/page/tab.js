// Which tab has left what is stored, and whether it is still open: what an open tab stores is its own.

import { random, uuidText } from '../medimage/bytes.js';

/** Of this page until it is closed or loaded again. Without https there is no `crypto.randomUUID`. */
export const TAB = uuidText(random(16));

const lock = (/** @type {string} */ tab) => 'medimage-tab-' + tab;

/** Shows other tabs that this one is open, also if a browser has left and shown it again. */
export function holdTab() {
  const hold = () => navigator.locks.request(lock(TAB), () => new Promise(() => {})).catch(() => {});
  addEventListener('pageshow', ({ persisted }) => void (persisted && hold()));
  void hold();
}

/** @param {unknown} tab @returns {Promise<boolean>} */
export async function isOpenElsewhere(tab) {
  const options = { ifAvailable: true };
  return tab !== TAB && navigator.locks.request(lock(String(tab)), options, async (got) => got === null);
}
