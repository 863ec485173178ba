// When a photo was taken, by its Exif data where a JPEG or a HEIC has some.

/** @typedef {import('./bytes.js').Bytes} Bytes */
/** @typedef {{ at: string, from: 'exif' | 'file' | 'clock' }} Captured */

const EXIF = 0x45786966;
const EXIF_IFD = 0x8769;
const ORIGINAL = 0x9003;
const ORIGINAL_OFFSET = 0x9011;
const MOST_FIELDS = 512;
/** Further in there are no Exif data; to look for them there takes seconds. */
const MOST_BYTES = 2 ** 24;
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

/** @param {Bytes} content @returns {string | null} */
function exifTime(content) {
  try {
    const view = new DataView(content.buffer, content.byteOffset, Math.min(content.length, MOST_BYTES));
    const isBoxed = view.getUint32(4) === 0x66747970;
    const at = isBoxed ? tiffInBoxes(content, view) : tiffInJpeg(view);
    const tiff = at === 0 ? null : new DataView(content.buffer, content.byteOffset + at);
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
      // it ends too early
      return null;
    }
    throw e;
  }
}

/** @param {DataView} view @returns {number} where the TIFF structure begins; 0 without one */
function tiffInJpeg(view) {
  for (let at = 2; view.getUint16(0) === 0xffd8 && view.getUint8(at) === 0xff; ) {
    const marker = view.getUint8(at + 1);
    if (marker === 0xe1 && view.getUint32(at + 4) === EXIF) {
      return at + 10;
    }
    if (marker === 0xda) {
      return 0;
    }
    at += 2 + view.getUint16(at + 2);
  }
  return 0;
}

/**
 * A HEIC says in a chain of boxes where its Exif data are. Nothing else begins as they do.
 * @param {Bytes} content @param {DataView} view @returns {number} as of {@link tiffInJpeg}
 */
function tiffInBoxes(content, view) {
  for (let at = content.indexOf(0x45); at >= 0; at = content.indexOf(0x45, at + 1)) {
    const isExif = view.getUint32(at) === EXIF && view.getUint16(at + 4) === 0;
    if (isExif && [0x4949, 0x4d4d].includes(view.getUint16(at + 6))) {
      return at + 6;
    }
  }
  return 0;
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
