// What tabs of one origin must not do at once.

const SEAL = 'medimage-seal';

/**
 * Stores parts that no record tells of yet, so that no other tab takes them for left over.
 * @template T @param {() => Promise<T>} action @returns {Promise<T>}
 */
export function whileSealing(action) {
  return navigator.locks.request(SEAL, { mode: 'shared' }, action);
}

/** Does something if no tab stores parts now. @param {() => Promise<void>} action */
export async function unlessSealing(action) {
  await navigator.locks.request(SEAL, { ifAvailable: true }, async (lock) => {
    await (lock === null ? undefined : action());
  });
}
