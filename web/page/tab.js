// Which tab has left what is stored, and whether it is still open: what an open tab stores is its own.

/** Of this page until it is closed or loaded again. */
export const TAB = crypto.randomUUID();

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
