package nz.co.medimage.receiver;

import nz.co.medimage.crypto.EnvelopeOpener;

/**
 * How much of an upload is taken. An announced size is a claim: of an envelope that seems too large
 * only the head comes in, the part in which its authentic manifest says how large it is.
 *
 * @param content the largest content in bytes
 */
record SizeLimit(long content) {

  /** How many bytes of an envelope of this announced size are taken. */
  long taken(long announced) {
    return announced > EnvelopeOpener.maxSealedSize(content)
        ? Math.min(announced, EnvelopeOpener.MANIFEST_WITHIN)
        : announced;
  }

  /** Whether a content is larger than that. */
  boolean isExceededBy(long length) {
    return length > content;
  }
}
