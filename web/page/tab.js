// Which tab has left what is stored, and whether it is still open: what an open tab stores is its own.

/** Of this page until it is closed or loaded again. */
export const TAB = crypto.randomUUID();

const lock = (/** @type {string} */ tab) => 'medimage-tab-' + tab;

/** Shows other tabs that this one is open. */
export function holdTab() {
  void navigator.locks.request(lock(TAB), () => new Promise(() => {}));
}

/** @param {unknown} tab @returns {Promise<boolean>} */
export async function isOpenElsewhere(tab) {
  const options = { ifAvailable: true };
  return tab !== TAB && navigator.locks.request(lock(String(tab)), options, async (got) => got === null);
}
