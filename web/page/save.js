// Saving a photo that was not taken. The page loads this when it is needed.

import { keyOf } from '../medimage/errors.js';
import { make, setText } from './dom.js';
import { tProblem } from './text.js';

/** So long a browser may take to store what it is given. */
const SAVING_MS = 600_000;

/**
 * Gives a photo to the browser's downloads.
 * @param {import('../medimage/sender.js').Sender} sender @param {string} id @param {HTMLElement} error
 */
export async function save(sender, id, error) {
  setText(error, '');
  try {
    const file = await sender.photo(id);
    const link = make('a');
    link.href = URL.createObjectURL(file);
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), SAVING_MS);
  } catch (e) {
    setText(error, tProblem(keyOf(e)));
  }
}
