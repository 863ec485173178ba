package nz.co.medimage.crypto.v1;

/** The four messages of a pairing: {@code spec/pairing-v1.md}, section "Messages". */
final class PakeMessages {
  static final byte VERSION = 1;

  static final byte HELLO = 1;
  static final byte HELLO_ANSWER = 2;
  static final byte PROOF = 3;
  static final byte PROOF_ANSWER = 4;

  static final int ELEMENT_BYTES = 384;
  static final int SCALAR_BYTES = 32;
  static final int TAG_BYTES = 32;

  private static final int HEAD_BYTES = 2;
  private static final int SESSION_BYTES = 16;
  private static final int ROUND1_BYTES = 2 * ELEMENT_BYTES + 2 * (ELEMENT_BYTES + SCALAR_BYTES);
  private static final int ROUND2_BYTES = ELEMENT_BYTES + ELEMENT_BYTES + SCALAR_BYTES;

  static final int HELLO_BYTES = HEAD_BYTES + SESSION_BYTES + ROUND1_BYTES;
  static final int HELLO_ANSWER_BYTES = HEAD_BYTES + ROUND1_BYTES + ROUND2_BYTES;

  /** The part of a proof that goes into the transcript. */
  static final int PROOF_BEGIN_BYTES = HEAD_BYTES + SESSION_BYTES + ROUND2_BYTES;

  static final int MIN_PROOF_BYTES = PROOF_BEGIN_BYTES + TAG_BYTES;
  static final int MIN_PROOF_ANSWER_BYTES = HEAD_BYTES + TAG_BYTES;

  /** The largest message of a guest: relays pass no larger ones on. */
  static final int MAX_GUEST_BYTES = 8192;

  /** The largest message of all: a proof answer with many routes. */
  static final int MAX_BYTES = 1 << 16;

  private PakeMessages() {}
}
