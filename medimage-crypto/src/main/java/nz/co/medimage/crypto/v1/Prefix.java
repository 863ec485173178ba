package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;

/** The clear beginning of an envelope: {@code spec/envelope-v1.md}, section "Prefix". */
public final class Prefix {
  /** Magic, version, suite and both ids: what is known before a key is. */
  static final int HEAD_BYTES = 42;

  /** The encapsulated key and the sealed fresh secret. */
  static final int WRAPPED_BYTES = 80;

  static final int BYTES = HEAD_BYTES + WRAPPED_BYTES;

  private static final byte[] MAGIC = Keys.label("MedImage");
  private static final byte VERSION = 1;
  private static final int SUITE_AT = 9;

  private Prefix() {}

  /** The head of an envelope of suite 1. */
  static byte[] head(EnvelopeId id, PairingId pairing) {
    return head(Suite.PAIRING_KEY, id, pairing);
  }

  static byte[] head(Suite suite, EnvelopeId id, PairingId pairing) {
    return ByteBuffer.allocate(HEAD_BYTES)
        .put(MAGIC)
        .put(VERSION)
        .put(suite.number())
        .put(id.toBytes())
        .put(pairing.toBytes())
        .array();
  }

  /** Reads the whole prefix, and nothing behind it. */
  public static byte[] read(InputStream in) throws IOException, EnvelopeException {
    return Keys.join(readHead(in), readFully(in, WRAPPED_BYTES));
  }

  /** Reads the head, and nothing behind it; refuses a later version before its unknown rest. */
  static byte[] readHead(InputStream in) throws IOException, EnvelopeException {
    byte[] begin = readFully(in, MAGIC.length + 2);
    if (!Arrays.equals(Arrays.copyOf(begin, MAGIC.length), MAGIC)) {
      throw new DamagedEnvelopeException("this is not an envelope");
    }
    if (begin[8] != VERSION || !Suite.of(begin[SUITE_AT]).isPresent()) {
      throw new UnsupportedEnvelopeException(
          "this envelope is of version "
              + (begin[8] & 0xFF)
              + " and suite "
              + (begin[SUITE_AT] & 0xFF)
              + ", which needs a newer receiver");
    }
    byte[] head = Keys.join(begin, readFully(in, HEAD_BYTES - begin.length));
    id(head);
    return head;
  }

  /** The suite that a head names, which was read or made here. */
  static Suite suite(byte[] head) {
    return Suite.of(head[SUITE_AT]).orElseThrow(IllegalStateException::new);
  }

  /** The envelope that a head names. */
  public static EnvelopeId id(byte[] head) throws DamagedEnvelopeException {
    try {
      return EnvelopeId.ofBytes(Arrays.copyOfRange(head, 10, 26));
    } catch (IllegalArgumentException e) {
      throw new DamagedEnvelopeException("the envelope's id is not a UUID of version 7", e);
    }
  }

  /** The pairing that a head names. */
  public static PairingId pairing(byte[] head) {
    return PairingId.ofBytes(Arrays.copyOfRange(head, 26, HEAD_BYTES));
  }

  static byte[] readFully(InputStream in, int size) throws IOException, DamagedEnvelopeException {
    byte[] bytes = new byte[size];
    int length = 0;
    while (length < size) {
      int n = in.read(bytes, length, size - length);
      if (n < 0) {
        throw new DamagedEnvelopeException("the envelope is cut off in its prefix");
      }
      length += n;
    }
    return bytes;
  }
}
