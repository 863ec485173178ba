// Reads a barcode or QR code by the camera, where the browser can. The page loads this when it is needed.

import { button, byId } from './dom.js';

/** What the DOM types of TypeScript lack. @typedef {{ detect(from: HTMLVideoElement): Promise<{ rawValue: string }[]> }} Detector */

const Detection = /** @type {any} */ (globalThis).BarcodeDetector;

/**
 * @param {string[]} wanted formats such as `qr_code`; none for all that the browser knows
 * @returns {Promise<string | null>} what it says; null if the person gave up
 * @throws if there is no camera, or it is not allowed
 */
export async function scan(wanted) {
  const formats = wanted.length > 0 ? wanted : await Detection.getSupportedFormats();
  const detector = /** @type {Detector} */ (new Detection({ formats }));
  const video = { facingMode: 'environment' };
  const stream = await navigator.mediaDevices.getUserMedia({ video });
  const dialog = byId('scan', HTMLDialogElement);
  const view = byId('scan-video', HTMLVideoElement);
  button('scan-cancel').onclick = () => dialog.close();
  try {
    view.srcObject = stream;
    dialog.showModal();
    await view.play();
    while (dialog.open) {
      const [found] = await detector.detect(view);
      if (found !== undefined && found.rawValue !== '') {
        return found.rawValue;
      }
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return null;
  } finally {
    dialog.close();
    view.srcObject = null;
    stream.getTracks().forEach((track) => track.stop());
  }
}
