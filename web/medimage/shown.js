// Texts of others, made safe to show.

/**
 * Without signs that cannot be seen or that turn the direction of what follows.
 * @param {string} text @param {number} most characters
 * @returns {string}
 */
export function shown(text, most) {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, ' ');
  return [...visible].slice(0, most).join('');
}
