// Padmé: keeps only the leading bits of a size (spec/envelope-v1.md, "Plaintext").

/**
 * @param {number} length in bytes, a whole number from 0 to 2^50
 * @returns {number} the padded length
 */
export function padme(length) {
  if (length < 2) {
    return length;
  }
  const exponent = log2(length);
  const step = 2 ** (exponent - (log2(exponent) + 1));
  return step <= 1 ? length : Math.ceil(length / step) * step;
}

/** The whole logarithm; `Math.log2` rounds, so it is not used. @param {number} value */
function log2(value) {
  let log = 0;
  for (let rest = value; rest >= 2; rest /= 2) {
    log++;
  }
  return log;
}
