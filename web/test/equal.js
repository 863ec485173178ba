// What checks need to compare.

import { keyOf } from '../medimage/errors.js';

/** @param {unknown} actual @param {unknown} expected */
export function equal(actual, expected) {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== wanted) {
    throw new Error(`${is} instead of ${wanted}`);
  }
}

/** @param {string} key of the error @param {Promise<unknown>} action */
export async function fails(key, action) {
  try {
    await action;
  } catch (e) {
    equal(keyOf(e), key);
    return;
  }
  throw new Error('it did not fail');
}

/** Waits for a condition, at most half a minute. @param {() => boolean} condition */
export async function until(condition) {
  for (const end = performance.now() + 30_000; !condition(); ) {
    if (performance.now() > end) {
      throw new Error('waited in vain for ' + condition);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
