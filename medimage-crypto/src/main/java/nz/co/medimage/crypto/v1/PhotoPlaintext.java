package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.Hex;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.envelope.BadManifestException;
import org.jspecify.annotations.Nullable;

/**
 * What an envelope holds: a manifest, which the first segment has room for, the photo and its
 * padding. Checks that they fit together.
 */
final class PhotoPlaintext implements PieceReader.Plaintext {
  /** From here on a second thread saves more than it costs. */
  private static final long LARGE = 8 << 20;

  /** So little that it is still in the cache when it is written. */
  private static final int PIECE = 1 << 17;

  private final OutputStream content;
  private final MessageDigest digest = Sha256.newDigest();
  private @Nullable Manifest manifest;
  private int manifestLength;
  private boolean isLarge;
  private long missing;
  private long zeros;

  PhotoPlaintext(OutputStream content) {
    this.content = content;
  }

  /** The manifest at the begin of a first segment. */
  static Manifest manifest(byte[] segment, int length) throws BadManifestException {
    return read(segment, manifestLength(segment, length));
  }

  private static Manifest read(byte[] segment, int manifestLength) throws BadManifestException {
    int from = EnvelopeSizes.LENGTH_BYTES;
    return ManifestFormat.read(Arrays.copyOfRange(segment, from, from + manifestLength));
  }

  private static int manifestLength(byte[] segment, int length) throws BadManifestException {
    if (length < EnvelopeSizes.LENGTH_BYTES) {
      throw endsTooSoon();
    }
    int size = ByteBuffer.wrap(segment).getInt();
    if (size < 1 || size > ManifestFormat.MAX_BYTES) {
      throw ManifestFormat.bad("its length is not between 1 and " + ManifestFormat.MAX_BYTES);
    }
    if (size > length - EnvelopeSizes.LENGTH_BYTES) {
      throw endsTooSoon();
    }
    return size;
  }

  private static BadManifestException endsTooSoon() {
    return ManifestFormat.bad("it ends too soon");
  }

  @Override
  public boolean isLarge() {
    return isLarge;
  }

  @Override
  public void take(byte[] segment, int length) throws IOException, BadManifestException {
    int at = 0;
    if (manifest == null) {
      manifestLength = manifestLength(segment, length);
      manifest = read(segment, manifestLength);
      missing = manifest.length();
      isLarge = missing >= LARGE;
      at = EnvelopeSizes.LENGTH_BYTES + manifestLength;
    }
    int end = at + (int) Math.min(missing, length - at);
    missing -= end - at;
    for (int from = at; from < end; from += PIECE) {
      int count = Math.min(PIECE, end - from);
      digest.update(segment, from, count);
      content.write(segment, from, count);
    }
    takeZeros(segment, end, length);
  }

  private void takeZeros(byte[] segment, int from, int to) throws BadManifestException {
    for (int i = from; i < to; i++) {
      if (segment[i] != 0) {
        throw new BadManifestException("the padding of the photo is not made of zeros");
      }
    }
    zeros += to - from;
  }

  /** There is no more; the manifest, if all of it was there and nothing else. */
  Manifest finish() throws BadManifestException {
    if (manifest == null) {
      throw endsTooSoon();
    }
    if (missing > 0) {
      throw new BadManifestException("the photo is shorter than its manifest says");
    }
    long end = EnvelopeSizes.LENGTH_BYTES + manifestLength + manifest.length();
    if (zeros != EnvelopeSizes.plaintext(manifestLength, manifest.length()) - end) {
      throw new BadManifestException("the padding of the photo has not the length it must have");
    }
    if (!Arrays.equals(digest.digest(), Hex.decode(manifest.sha256()))) {
      throw new BadManifestException("the photo is not the one that its manifest describes");
    }
    return manifest;
  }
}
