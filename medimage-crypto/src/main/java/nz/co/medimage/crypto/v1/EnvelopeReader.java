package nz.co.medimage.crypto.v1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one envelope, as its bytes come or from a stream: {@code spec/envelope-v1.md}. Once
 * anything has failed, nothing more comes of it.
 */
public final class EnvelopeReader implements AutoCloseable {
  private final PhotoPlaintext photo;
  private final PieceReader pieces;
  private boolean isUsable = true;

  /** Begins to read one; see {@code EnvelopeOpener.begin}. */
  public EnvelopeReader(
      HpkeKeyPair receiver, PairingId pairing, byte[] pairingKey, OutputStream content) {
    photo = new PhotoPlaintext(content);
    pieces = new PieceReader(receiver, pairing, pairingKey, photo);
  }

  /** Takes the next bytes; see {@code EnvelopeOpening.write}. */
  public void write(byte[] bytes, int offset, int length) throws IOException, EnvelopeException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    use();
    pieces.write(bytes, offset, length);
    isUsable = true;
  }

  /** Takes all bytes of a stream. */
  public void writeAll(InputStream sealed) throws IOException, EnvelopeException {
    use();
    while (pieces.readFrom(sealed)) {
      // more comes
    }
    isUsable = true;
  }

  /** There are no more; see {@code EnvelopeOpening.finish}. */
  public Manifest finish() throws IOException, EnvelopeException {
    use();
    pieces.end();
    return photo.finish();
  }

  private void use() {
    if (!isUsable) {
      throw new IllegalStateException("the opening of this envelope has failed or ended");
    }
    isUsable = false;
  }

  /** The prefix, once a segment was opened. */
  public byte[] prefix() {
    return pieces.prefix();
  }

  /** Reads the manifest alone; see {@code EnvelopeOpener.openManifest}. */
  public static Manifest readManifest(
      InputStream sealed, HpkeKeyPair receiver, PairingId pairing, byte[] pairingKey)
      throws IOException, EnvelopeException {
    ManifestAlone plaintext = new ManifestAlone();
    try (PieceReader pieces = new PieceReader(receiver, pairing, pairingKey, plaintext)) {
      while (plaintext.manifest == null && pieces.readFrom(sealed)) {
        // it is in the first segment
      }
      if (plaintext.manifest == null) {
        pieces.end();
      }
    }
    return Objects.requireNonNull(plaintext.manifest);
  }

  private static final class ManifestAlone implements PieceReader.Plaintext {
    private @Nullable Manifest manifest;

    @Override
    public void take(byte[] segment, int length) throws EnvelopeException {
      manifest = PhotoPlaintext.manifest(segment, length);
    }

    @Override
    public boolean isLarge() {
      return false;
    }
  }

  @Override
  public void close() {
    pieces.close();
  }
}
