package nz.co.medimage.crypto;

import java.io.IOException;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;
import nz.co.medimage.crypto.v1.EnvelopeReader;
import org.jspecify.annotations.Nullable;

/**
 * The opening of one envelope while its bytes arrive: after the last one only the end is left to
 * do. Holds about 2 MiB, and for a photo of 8 MiB or more 3 MiB and a thread, until it is closed.
 * Once a call has thrown an exception, all later ones but {@link #close} throw an {@link
 * IllegalStateException}. Not safe for use by several threads at once.
 *
 * <p>Made by {@link EnvelopeOpener#begin}.
 */
public final class EnvelopeOpening implements AutoCloseable {
  private final EnvelopeReader reader;
  private @Nullable EnvelopePrefix prefix;

  EnvelopeOpening(EnvelopeReader reader) {
    this.reader = reader;
  }

  /**
   * Takes the next bytes of the envelope, in pieces of any size, and writes what they hold to the
   * content. Blocks as long as that does.
   *
   * @param bytes the caller may change them afterwards
   * @param offset of the first byte to take
   * @param length how many to take
   * @throws IOException if the content cannot be written
   * @throws DamagedEnvelopeException if the envelope is changed, forged, or sealed for another
   *     receiver or under another pairing
   * @throws UnsupportedEnvelopeException if it has a later version or an unknown suite
   * @throws BadManifestException if it is authentic so far, but the manifest cannot be used or
   *     contradicts the content
   * @throws IndexOutOfBoundsException if {@code bytes} has no such bytes
   * @throws IllegalStateException if an earlier call failed, or {@link #finish} was called
   */
  public void write(byte[] bytes, int offset, int length) throws IOException, EnvelopeException {
    reader.write(bytes, offset, length);
  }

  /**
   * Ends the envelope after the bytes that were written. Only when this has returned is the content
   * authentic and whole: if it throws, delete what was written. Does not close the content.
   *
   * @return the manifest; its length and SHA-256 are those of the content
   * @throws IOException if the content cannot be written
   * @throws DamagedEnvelopeException if the envelope is cut off, changed, forged, or sealed for
   *     another receiver or under another pairing
   * @throws UnsupportedEnvelopeException if it has a later version or an unknown suite
   * @throws BadManifestException if it is authentic, but the manifest cannot be used or contradicts
   *     the content
   * @throws IllegalStateException if an earlier call failed, or this was called before
   */
  public Manifest finish() throws IOException, EnvelopeException {
    Manifest manifest = reader.finish();
    prefix = EnvelopeOpener.prefix(reader.prefix());
    return manifest;
  }

  /**
   * The prefix of the envelope.
   *
   * @throws IllegalStateException if {@link #finish} has not returned a manifest
   */
  public EnvelopePrefix prefix() {
    if (prefix == null) {
      throw new IllegalStateException("the envelope is not opened to its end");
    }
    return prefix;
  }

  /**
   * Ends the thread, if there is one, and waits until it writes nothing more to the content, which
   * keeps what was written.
   */
  @Override
  public void close() {
    reader.close();
  }
}
