// A small picture of a photo that is not sent yet.

import { make } from './dom.js';
import { t } from './text.js';

/** @param {string} url @param {string} name of the file @param {number} at its place, from 0 */
export function thumbnail(url, name, at) {
  const image = make('img');
  image.src = url;
  image.alt = t('photo.alt', { number: at + 1 });
  // A browser that cannot show a HEIC can send it all the same.
  image.onerror = () => image.replaceWith(make('span', { class: 'no-picture', text: name }));
  return image;
}
