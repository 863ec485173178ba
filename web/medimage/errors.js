// What can go wrong, as one type with a key for each sentence.

/**
 * A failure with one meaning for the caller. `key` says which, and stays the same over versions;
 * `args` has what a sentence may name. Neither holds patient data, keys, codes or tokens.
 */
export class MedImageError extends Error {
  /**
   * @param {string} key such as `wrong-code`
   * @param {Record<string, string | number>} [args]
   * @param {unknown} [cause]
   */
  constructor(key, args = {}, cause = undefined) {
    super(key, { cause });
    this.name = 'MedImageError';
    this.key = key;
    this.args = args;
  }
}

/** @param {unknown} failure @returns {Record<string, string | number>} what its sentence may name */
export function argsOf(failure) {
  return failure instanceof MedImageError ? failure.args : {};
}

/** @param {unknown} failure @returns {string} its key; `fault` for what nobody foresaw */
export function keyOf(failure) {
  return failure instanceof MedImageError ? failure.key : 'fault';
}
