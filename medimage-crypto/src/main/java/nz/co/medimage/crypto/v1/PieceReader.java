package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.StreamSegmentDecrypter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Objects;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import org.jspecify.annotations.Nullable;

/**
 * Opens the pieces of one envelope as their bytes come: its beginning, which is the prefix and the
 * header of the stream, and the segments of Tink's streaming cipher, as {@link SegmentOutput} made
 * them. Only what follows a piece tells that it is not the last one.
 */
final class PieceReader implements AutoCloseable {
  private static final int BEGINNING = Prefix.BYTES + EnvelopeSizes.STREAM_HEADER_BYTES;

  private final HpkeKeyPair receiver;
  private final PairingId pairing;
  private final byte[] pairingKey;
  private final Plaintext plaintext;
  private final WorkBehind behind = new WorkBehind();

  /** With room for the byte behind a segment. */
  private byte[] sealed = new byte[EnvelopeSizes.SEGMENT_BYTES + 1];

  private byte @Nullable [] other;
  private int held;
  private int capacity = BEGINNING;
  private int number = -1;
  private byte @Nullable [] prefix;
  private @Nullable StreamSegmentDecrypter decrypter;

  /** With room for the tag, without which some providers, such as Conscrypt, do not decrypt. */
  private final byte[] opened = new byte[EnvelopeSizes.SEGMENT_BYTES];

  /** Takes what comes out of an envelope. */
  interface Plaintext {
    /** Takes one segment, which is authentic; that none is missing behind it is not certain yet. */
    void take(byte[] segment, int length) throws IOException, EnvelopeException;

    /** Whether there is so much of it that a second thread is worth its while. */
    boolean isLarge();
  }

  PieceReader(HpkeKeyPair receiver, PairingId pairing, byte[] pairingKey, Plaintext plaintext) {
    this.receiver = receiver;
    this.pairing = pairing;
    this.pairingKey = pairingKey;
    this.plaintext = plaintext;
  }

  /** The prefix of the envelope, once a segment was opened. */
  byte[] prefix() {
    return Objects.requireNonNull(prefix).clone();
  }

  /** Takes the next bytes. */
  void write(byte[] bytes, int offset, int length) throws IOException, EnvelopeException {
    for (int taken = 0; taken < length; ) {
      int n = Math.min(length - taken, room());
      System.arraycopy(bytes, offset + taken, sealed, held, n);
      taken += n;
      add(n);
    }
  }

  /**
   * Reads the next bytes once.
   *
   * @return false if there are no more
   */
  boolean readFrom(InputStream in) throws IOException, EnvelopeException {
    int n = in.read(sealed, held, room());
    if (n > 0) {
      add(n);
    }
    return n >= 0;
  }

  private int room() {
    return capacity + 1 - held;
  }

  private void add(int count) throws IOException, EnvelopeException {
    held += count;
    if (held > capacity) {
      openFull();
    }
  }

  /** There is no more: only here is it certain that nothing was cut off. */
  void end() throws IOException, EnvelopeException {
    behind.await();
    if (number < 0) {
      begin(held);
      held = 0;
      number = 0;
    }
    openSegment(sealed, held, number, true);
  }

  private void openFull() throws IOException, EnvelopeException {
    behind.await();
    byte[] full = sealed;
    int size = capacity;
    int piece = number++;
    if (piece < 0) {
      begin(size);
      // The stream's header counts as a part of the first segment, which holds less for it.
      capacity = EnvelopeSizes.SEGMENT_BYTES - EnvelopeSizes.STREAM_HEADER_BYTES;
    } else if (plaintext.isLarge()) {
      sealed = other == null ? new byte[full.length] : other;
      other = full;
      behind.run(() -> openSegment(full, size, piece, false));
      capacity = EnvelopeSizes.SEGMENT_BYTES;
    } else {
      openSegment(full, size, piece, false);
      capacity = EnvelopeSizes.SEGMENT_BYTES;
    }
    sealed[0] = full[size];
    held = 1;
  }

  private void begin(int size) throws IOException, EnvelopeException {
    InputStream in = new ByteArrayInputStream(sealed, 0, size);
    byte[] head = Prefix.readHead(in);
    if (!Prefix.pairing(head).equals(pairing)) {
      throw new DamagedEnvelopeException("the envelope was sealed under another pairing");
    }
    byte[] wrapped = Prefix.readFully(in, Prefix.WRAPPED_BYTES);
    EnvelopeCipher cipher = EnvelopeCipher.toOpen(head, wrapped, receiver, pairingKey);
    prefix = cipher.prefix();
    try {
      decrypter = cipher.newDecrypter(ByteBuffer.wrap(sealed, Prefix.BYTES, size - Prefix.BYTES));
    } catch (GeneralSecurityException e) {
      throw damaged(e);
    }
  }

  private void openSegment(byte[] segment, int size, int at, boolean isLast)
      throws IOException, EnvelopeException {
    try {
      Objects.requireNonNull(decrypter)
          .decryptSegment(ByteBuffer.wrap(segment, 0, size), at, isLast, ByteBuffer.wrap(opened));
    } catch (GeneralSecurityException e) {
      throw damaged(e);
    }
    plaintext.take(opened, size - EnvelopeSizes.TAG_BYTES);
  }

  private static DamagedEnvelopeException damaged(GeneralSecurityException e) {
    return new DamagedEnvelopeException("the envelope is cut off, changed or forged", e);
  }

  @Override
  public void close() {
    behind.close();
  }
}
