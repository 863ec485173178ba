// Checks of when a photo was taken.

import { concat, uint32, utf8 } from '../medimage/bytes.js';
import { capturedAt } from '../medimage/capture.js';
import { equal } from './equal.js';

/** @typedef {import('../medimage/bytes.js').Bytes} Bytes */

const MODIFIED = Date.UTC(2026, 0, 1);
const NOW = Date.UTC(2026, 1, 1);
const EXIF = concat(utf8('Exif'), new Uint8Array(2));

/** @param {number} tag @param {number} type @param {number} count @param {number} value */
function field(tag, type, count, value) {
  return concat(Uint8Array.of(tag >> 8, tag & 255, 0, type), uint32(count), uint32(value));
}

/** A TIFF structure that says when its photo was taken, and the offset of the place. */
const TIFF = concat(
  ...[utf8('MM'), Uint8Array.of(0, 42), uint32(8)],
  ...[Uint8Array.of(0, 1), field(0x8769, 4, 1, 26), uint32(0)],
  ...[Uint8Array.of(0, 2), field(0x9003, 2, 20, 56), field(0x9011, 2, 7, 76), uint32(0)],
  utf8('2022:02:16 12:55:41\0+13:00\0'),
);

/** @param {Bytes} content */
function taken(content) {
  const { at, from } = capturedAt(content, MODIFIED, NOW);
  return from === 'exif' ? at : from;
}

/** @type {Record<string, () => Promise<void>>} */
export const runCaptureChecks = {
  timeOfAJpegIsThatOfItsExif: async () => {
    const segment = concat(EXIF, TIFF);
    const jpeg = concat(Uint8Array.of(0xff, 0xd8, 0xff, 0xe1, 0, segment.length + 2), segment);
    equal(taken(jpeg), '2022-02-16T12:55:41+13:00');
    equal([0, 1, 5, 30, 60].map((length) => taken(jpeg.slice(0, length))), Array(5).fill('file'));
  },

  timeOfAHeicIsThatOfItsExif: async () => {
    const boxes = concat(uint32(24), utf8('ftypheic'), new Uint8Array(20), EXIF, uint32(0));
    const heic = concat(boxes, uint32(6), EXIF, TIFF, new Uint8Array(50));
    equal(taken(heic), '2022-02-16T12:55:41+13:00');
    equal([7, 20, 40, 60, 90].map((length) => taken(heic.slice(0, length))), Array(5).fill('file'));
    equal(taken(boxes), 'file');
  },
};
