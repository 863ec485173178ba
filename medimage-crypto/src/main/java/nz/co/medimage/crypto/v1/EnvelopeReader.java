package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.Hex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.crypto.envelope.BadManifestException;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopeException;

/** Reads envelopes: {@code spec/envelope-v1.md}. */
public final class EnvelopeReader {
  private final SegmentInput plaintext;

  private EnvelopeReader(SegmentInput plaintext) {
    this.plaintext = plaintext;
  }

  /** Reads one envelope; see {@code EnvelopeOpener.open}. */
  public static Manifest read(
      InputStream sealed,
      HpkeKeyPair receiver,
      PairingId pairing,
      byte[] pairingKey,
      OutputStream content)
      throws IOException, EnvelopeException {
    return begin(sealed, receiver, pairing, pairingKey).read(content);
  }

  /** Reads the manifest alone; see {@code EnvelopeOpener.openManifest}. */
  public static Manifest readManifest(
      InputStream sealed, HpkeKeyPair receiver, PairingId pairing, byte[] pairingKey)
      throws IOException, EnvelopeException {
    EnvelopeReader reader = begin(sealed, receiver, pairing, pairingKey);
    return ManifestFormat.read(reader.take(reader.manifestLength()));
  }

  private static EnvelopeReader begin(
      InputStream sealed, HpkeKeyPair receiver, PairingId pairing, byte[] pairingKey)
      throws IOException, EnvelopeException {
    byte[] head = Prefix.readHead(sealed);
    if (!Prefix.pairing(head).equals(pairing)) {
      throw new DamagedEnvelopeException("the envelope was sealed under another pairing");
    }
    byte[] wrapped = Prefix.readFully(sealed, Prefix.WRAPPED_BYTES);
    EnvelopeCipher cipher = EnvelopeCipher.toOpen(head, wrapped, receiver, pairingKey);
    return new EnvelopeReader(new SegmentInput(cipher, sealed));
  }

  private Manifest read(OutputStream content) throws IOException, EnvelopeException {
    int manifestLength = manifestLength();
    Manifest manifest = ManifestFormat.read(take(manifestLength));
    byte[] sha256 = copy(manifest.length(), content);
    long end = EnvelopeSizes.LENGTH_BYTES + manifestLength + manifest.length();
    checkPadding(EnvelopeSizes.plaintext(manifestLength, manifest.length()) - end);
    if (!Arrays.equals(sha256, Hex.decode(manifest.sha256()))) {
      throw new BadManifestException("the photo is not the one that its manifest describes");
    }
    return manifest;
  }

  private int manifestLength() throws IOException, EnvelopeException {
    int length = ByteBuffer.wrap(take(EnvelopeSizes.LENGTH_BYTES)).getInt();
    if (length < 1 || length > ManifestFormat.MAX_BYTES) {
      throw ManifestFormat.bad("its length is not between 1 and " + ManifestFormat.MAX_BYTES);
    }
    return length;
  }

  private byte[] take(int size) throws IOException, EnvelopeException {
    byte[] bytes = new byte[size];
    for (int filled = 0; filled < size; ) {
      int n = plaintext.take(size - filled);
      if (n == 0) {
        throw ManifestFormat.bad("it ends too soon");
      }
      System.arraycopy(plaintext.array(), plaintext.offset(), bytes, filled, n);
      filled += n;
    }
    return bytes;
  }

  private byte[] copy(long length, OutputStream content) throws IOException, EnvelopeException {
    try (DigestBehind digest = new DigestBehind()) {
      for (long left = length; left > 0; ) {
        int n = plaintext.take(left);
        if (n == 0) {
          throw new BadManifestException("the photo is shorter than its manifest says");
        }
        digest.update(plaintext.array(), plaintext.offset(), n);
        content.write(plaintext.array(), plaintext.offset(), n);
        left -= n;
      }
      return digest.digest();
    }
  }

  /** Reads on to the authenticated end: only there is it certain that nothing was cut off. */
  private void checkPadding(long zeros) throws IOException, EnvelopeException {
    long left = zeros;
    for (int n = plaintext.take(Integer.MAX_VALUE); n > 0; n = plaintext.take(Integer.MAX_VALUE)) {
      byte[] array = plaintext.array();
      for (int i = plaintext.offset(); i < plaintext.offset() + n; i++) {
        if (array[i] != 0) {
          throw new BadManifestException("the padding of the photo is not made of zeros");
        }
      }
      left -= n;
    }
    if (left != 0) {
      throw new BadManifestException("the padding of the photo has not the length it must have");
    }
  }
}
