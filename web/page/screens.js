// One thing at a time: which screen is shown.

import { button, element } from './dom.js';

/** @typedef {'unsupported' | 'pair' | 'photo' | 'places'} Screen */

const ALL = /** @type {Screen[]} */ (['unsupported', 'pair', 'photo', 'places']);

/** @param {Screen} screen @param {{ focus?: boolean }} [options] */
export function show(screen, { focus = true } = {}) {
  element('loading').hidden = true;
  for (const each of ALL) {
    element(each).hidden = each !== screen;
  }
  mark(button('to-photo'), screen === 'photo');
  mark(button('to-places'), screen === 'places');
  if (focus) {
    focusTitle(element(screen));
    scrollTo(0, 0);
  }
}

/** @returns {Screen | undefined} */
export function shown() {
  return ALL.find((each) => !element(each).hidden);
}

/** @param {HTMLElement} within moves the focus to what is new, for those who do not see it */
export function focusTitle(within) {
  for (const title of within.querySelectorAll('h1, h2')) {
    if (title instanceof HTMLElement && title.offsetParent !== null) {
      title.focus({ preventScroll: true });
      return;
    }
  }
}

/** @param {HTMLElement} link @param {boolean} isCurrent */
function mark(link, isCurrent) {
  if (isCurrent) {
    link.setAttribute('aria-current', 'page');
  } else {
    link.removeAttribute('aria-current');
  }
}
