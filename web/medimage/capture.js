// When a photo was taken, by its Exif data where a JPEG has some.

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {{ at: string, from: 'exif' | 'file' | 'clock' }} Captured */

const EXIF_IFD = 0x8769;
const ORIGINAL = 0x9003;
const ORIGINAL_OFFSET = 0x9011;
const MOST_FIELDS = 512;
const DAY = 86_400_000;
const TIME = /^([0-9]{4}):([0-9]{2}):([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})/;

/**
 * @param {Bytes} content
 * @param {number} modified when the file was changed, in milliseconds since 1970
 * @param {number} now likewise
 * @returns {Captured} `at` as a moment of RFC 3339 with the offset of the place
 */
export function capturedAt(content, modified, now) {
  const exif = exifTime(content);
  if (exif !== null && isPossible(Date.parse(exif), now)) {
    return { at: exif, from: 'exif' };
  }
  return isPossible(modified, now)
    ? { at: moment(new Date(modified)), from: 'file' }
    : { at: moment(new Date(now)), from: 'clock' };
}

/** Clocks that were never set tell the zeros of Unix and FAT. @param {number} at @param {number} now */
function isPossible(at, now) {
  return at > Date.UTC(1980, 0, 2) && at < now + DAY;
}

/** @param {Date} date @returns {string} in this device's time zone */
function moment(date) {
  const minutes = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + minutes * 60_000).toISOString().slice(0, 23);
  return local + offsetText(minutes);
}

/** @param {number} minutes */
function offsetText(minutes) {
  const hours = Math.floor(Math.abs(minutes) / 60);
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0');
  return (minutes < 0 ? '-' : '+') + two(hours) + ':' + two(Math.abs(minutes) % 60);
}

/** @param {Bytes} jpeg @returns {string | null} */
function exifTime(jpeg) {
  try {
    const tiff = exifBlock(jpeg);
    const { time, offset } = tiff === null ? { time: '', offset: '' } : readTimes(tiff);
    const match = TIME.exec(time);
    if (match === null) {
      return null;
    }
    const local = `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}`;
    const date = new Date(local);
    if (Number.isNaN(date.getTime())) {
      return null;
    }
    const known = /^[+-](0[0-9]|1[0-7]):[0-5][0-9]/.exec(offset)?.[0];
    return local + (known ?? offsetText(-date.getTimezoneOffset()));
  } catch (e) {
    if (e instanceof RangeError) {
      return null; // the block ends too early
    }
    throw e;
  }
}

/** @param {Bytes} jpeg @returns {DataView | null} the TIFF structure within */
function exifBlock(jpeg) {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) {
    return null;
  }
  for (let at = 2; at + 10 <= view.byteLength && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) {
      return new DataView(jpeg.buffer, jpeg.byteOffset + at + 10, Math.max(0, length - 8));
    }
    if (marker === 0xda) {
      return null;
    }
    at += 2 + length;
  }
  return null;
}

/** @param {DataView} tiff */
function readTimes(tiff) {
  const little = tiff.getUint16(0) === 0x4949;
  const main = directory(tiff, tiff.getUint32(4, little), little);
  const at = main.get(EXIF_IFD);
  const exif = at === undefined ? new Map() : directory(tiff, tiff.getUint32(at + 8, little), little);
  const text = (/** @type {number} */ tag) => {
    const entry = exif.get(tag);
    return entry === undefined ? '' : ascii(tiff, entry, little);
  };
  return { time: text(ORIGINAL), offset: text(ORIGINAL_OFFSET) };
}

/** @param {DataView} tiff @param {number} at @param {boolean} little @returns {Map<number, number>} */
function directory(tiff, at, little) {
  const fields = new Map();
  const count = Math.min(tiff.getUint16(at, little), MOST_FIELDS);
  for (let i = 0; i < count; i++) {
    const entry = at + 2 + 12 * i;
    fields.set(tiff.getUint16(entry, little), entry);
  }
  return fields;
}

/** @param {DataView} tiff @param {number} entry @param {boolean} little */
function ascii(tiff, entry, little) {
  const length = Math.min(tiff.getUint32(entry + 4, little), 64);
  const at = length <= 4 ? entry + 8 : tiff.getUint32(entry + 8, little);
  let text = '';
  for (let i = 0; i < length; i++) {
    text += String.fromCharCode(tiff.getUint8(at + i));
  }
  return text;
}
