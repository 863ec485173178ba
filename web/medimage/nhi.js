// National Health Index numbers of New Zealand (HISO 10046), in the old and the new format.

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const FORMAT = /^[A-HJ-NP-Z]{3}([0-9]{4}|[0-9]{2}[A-HJ-NP-Z]{2})$/;

/** @param {string} text @returns {boolean} whether it has the form of an NHI */
export function isNhiFormat(text) {
  return FORMAT.test(text.toUpperCase());
}

/** @param {string} text @returns {boolean} whether it is an NHI with the right check character */
export function isNhi(text) {
  const capitals = text.toUpperCase();
  if (!FORMAT.test(capitals)) {
    return false;
  }
  let sum = 0;
  for (let i = 0; i < 6; i++) {
    sum += valueOf(capitals[i]) * (7 - i);
  }
  const check = capitals[6];
  if (/[0-9]/.test(check)) {
    return sum % 11 !== 0 && (11 - (sum % 11)) % 10 === Number(check);
  }
  return check === LETTERS[22 - (sum % 23)];
}

/** @param {string} text @returns {boolean} whether it has the form of an NHI, but a wrong check character */
export function looksMistyped(text) {
  return isNhiFormat(text) && !isNhi(text);
}

/** @param {string} char */
function valueOf(char) {
  return /[0-9]/.test(char) ? Number(char) : LETTERS.indexOf(char) + 1;
}
