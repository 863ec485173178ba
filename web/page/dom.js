// What the page's parts need of the document.

/** @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) {
    throw new TypeError(`#${id} is missing`);
  }
  return element;
}

export const element = (/** @type {string} */ id) => byId(id, HTMLElement);
export const input = (/** @type {string} */ id) => byId(id, HTMLInputElement);
export const button = (/** @type {string} */ id) => byId(id, HTMLButtonElement);

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {{ class?: string, text?: string, type?: string }} [about]
 * @param {Node[]} [children]
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, about = {}, children = []) {
  const made = document.createElement(tag);
  if (about.class !== undefined) {
    made.className = about.class;
  }
  if (about.text !== undefined) {
    made.textContent = about.text;
  }
  if (made instanceof HTMLButtonElement) {
    made.type = 'button';
  }
  made.append(...children);
  return made;
}

/**
 * A small picture of a photo that is not sent yet.
 * @param {string} url @param {string} name of the file @param {string} alt
 */
export function thumbnail(url, name, alt) {
  const image = make('img');
  image.src = url;
  image.alt = alt;
  // A browser that cannot show a HEIC can send it all the same.
  image.onerror = () => image.replaceWith(make('span', { class: 'no-picture', text: name }));
  return image;
}

/** Changes a text only if it differs, so that screen readers say it once. @param {Element} at @param {string} text */
export function setText(at, text) {
  if (at.textContent !== text) {
    at.textContent = text;
  }
}

/** Says something to those who cannot see it. @param {string} text */
export function announce(text) {
  setText(element('announce'), text);
}

/**
 * Asks before something that cannot be undone.
 * @param {{ question: string, more: string, yes: string }} texts
 * @returns {Promise<boolean>}
 */
export function ask({ question, more, yes }) {
  const dialog = byId('ask', HTMLDialogElement);
  setText(element('ask-question'), question);
  setText(element('ask-more'), more);
  setText(button('ask-yes'), yes);
  dialog.showModal();
  return new Promise((resolve) => {
    button('ask-yes').onclick = () => dialog.close('yes');
    button('ask-no').onclick = () => dialog.close('no');
    dialog.returnValue = 'no';
    dialog.onclose = () => resolve(dialog.returnValue === 'yes');
  });
}

/** @returns {boolean} whether the browser reads barcodes: iPhones do not */
export function canScan() {
  return 'BarcodeDetector' in globalThis && navigator.mediaDevices?.getUserMedia !== undefined;
}
