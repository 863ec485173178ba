// How an envelope fails to open: in one of three categories (spec/envelope-v1.md, "How it fails").

export class Unopened extends Error {
  /** @param {string} key `damaged`, `unsupported` or `bad-manifest` @param {unknown} [cause] */
  constructor(key, cause) {
    super(cause instanceof Error ? `${key}: ${cause.message}` : key, { cause });
    this.key = key;
  }
}

/**
 * @template T
 * @param {string} key of whatever fails
 * @param {() => T | Promise<T>} action
 * @returns {Promise<T>}
 */
export async function as(key, action) {
  try {
    return await action();
  } catch (e) {
    throw new Unopened(key, e);
  }
}
