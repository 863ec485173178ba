package nz.co.medimage.crypto;

import static nz.co.medimage.crypto.Fixtures.PAIRED;
import static nz.co.medimage.crypto.Fixtures.content;
import static nz.co.medimage.crypto.Fixtures.id;
import static nz.co.medimage.crypto.Fixtures.manifest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Map;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.crypto.envelope.DamagedEnvelopeException;
import nz.co.medimage.crypto.envelope.EnvelopePrefix;
import nz.co.medimage.crypto.envelope.UnsupportedEnvelopeException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final byte[] CONTENT = content(3_000_000);

  @Nested
  class Seal {

    @Test
    void sameTwiceGivesOtherBytes() throws Exception {
      EnvelopeId id = id();
      Manifest manifest = manifest(CONTENT).build();

      byte[] first = PAIRED.seal(id, manifest, CONTENT);
      byte[] second = PAIRED.seal(id, manifest, CONTENT);

      assertEquals(first.length, second.length);
      assertNotEquals(
          new String(first, 42, 80, "ISO-8859-1"), new String(second, 42, 80, "ISO-8859-1"));
    }

    @Test
    void contentThatBecameShorterIsRefused() {
      Manifest manifest = manifest(CONTENT).build();

      IOException failure =
          assertThrows(IOException.class, () -> PAIRED.seal(id(), manifest, content(2_999_999)));

      assertEquals(
          "the photo became shorter while it was being sealed; send it again",
          failure.getMessage());
    }

    @Test
    void contentThatBecameLongerIsRefused() {
      Manifest manifest = manifest(CONTENT).build();

      IOException failure =
          assertThrows(IOException.class, () -> PAIRED.seal(id(), manifest, content(3_000_001)));

      assertEquals(
          "the photo became longer while it was being sealed; send it again", failure.getMessage());
    }

    @Test
    void whatWasWrittenOfABrokenPhotoDoesNotOpen() {
      Manifest manifest = manifest(CONTENT).build();
      ByteArrayOutputStream sealed = new ByteArrayOutputStream();
      InputStream broken = new ByteArrayInputStream(content(2_999_999));

      assertThrows(
          IOException.class,
          () -> new EnvelopeSealer(PAIRED.sender()).seal(id(), manifest, broken, sealed));

      assertThrows(DamagedEnvelopeException.class, () -> PAIRED.open(sealed.toByteArray()));
    }

    @Test
    void aManifestThatIsTooLargeIsRefused() {
      Manifest manifest = manifest(CONTENT).attributes(Map.of("x", "y".repeat(65_536))).build();

      IllegalArgumentException failure =
          assertThrows(IllegalArgumentException.class, () -> PAIRED.seal(id(), manifest, CONTENT));

      assertTrue(failure.getMessage().startsWith("a manifest takes at most 65536 bytes, not 65"));
    }

    @Test
    void piecesAreNoLargerThanASegment() throws Exception {
      Manifest manifest = manifest(CONTENT).build();
      int[] largest = new int[1];
      OutputStream pieces =
          new OutputStream() {
            @Override
            public void write(int b) {
              throw new AssertionError("byte by byte");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
              largest[0] = Math.max(largest[0], length);
            }
          };

      new EnvelopeSealer(PAIRED.sender())
          .seal(id(), manifest, new ByteArrayInputStream(CONTENT), pieces);

      assertEquals(1 << 20, largest[0]);
    }
  }

  @Nested
  class Open {

    @Test
    void theManifestIsTheSame() throws Exception {
      Manifest manifest =
          manifest(CONTENT)
              .unknown(Map.of("later", Map.of("list", java.util.List.of(1.0))))
              .build();

      Fixtures.Opened opened = PAIRED.open(PAIRED.seal(id(), manifest, CONTENT));

      assertEquals(manifest, opened.manifest());
      assertArrayEquals(CONTENT, opened.content().toByteArray());
    }

    @Test
    void damageBehindGoodSegmentsIsReportedThoughTheyWereWritten() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      sealed[sealed.length - 1] ^= 1;
      ByteArrayOutputStream content = new ByteArrayOutputStream();

      DamagedEnvelopeException failure =
          assertThrows(
              DamagedEnvelopeException.class,
              () ->
                  new EnvelopeOpener(PAIRED.identity())
                      .open(new ByteArrayInputStream(sealed), PAIRED.receiver(), content));

      assertEquals("the envelope is cut off, changed or forged", failure.getMessage());
      assertTrue(content.size() < CONTENT.length);
    }

    @Test
    void anotherPairingOfTheSameReceiverDoesNotOpen() throws Exception {
      Fixtures.Paired other = Fixtures.pair();
      byte[] sealed = other.seal(id(), manifest(CONTENT).build(), CONTENT);

      DamagedEnvelopeException failure =
          assertThrows(DamagedEnvelopeException.class, () -> PAIRED.open(sealed));

      assertEquals("the envelope was sealed under another pairing", failure.getMessage());
    }

    @Test
    void aSourceThatBreaksIsNoDamage() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      IOException broken = new IOException("the disk broke");
      InputStream source =
          new SequenceInputStream(
              new ByteArrayInputStream(sealed, 0, 2_000_000),
              new FilterInputStream(InputStream.nullInputStream()) {
                @Override
                public int read(byte[] buffer, int offset, int length) throws IOException {
                  throw broken;
                }
              });

      IOException failure =
          assertThrows(
              IOException.class,
              () ->
                  new EnvelopeOpener(PAIRED.identity())
                      .open(source, PAIRED.receiver(), OutputStream.nullOutputStream()));

      assertSame(broken, failure);
    }

    @Test
    void aFullDiskIsNoDamage() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      OutputStream full =
          new OutputStream() {
            @Override
            public void write(int b) throws IOException {
              throw new IOException("no space left");
            }
          };

      IOException failure =
          assertThrows(
              IOException.class,
              () ->
                  new EnvelopeOpener(PAIRED.identity())
                      .open(new ByteArrayInputStream(sealed), PAIRED.receiver(), full));

      assertEquals("no space left", failure.getMessage());
    }

    @Test
    void anInterruptIsHeard() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      Thread.currentThread().interrupt();

      assertThrows(InterruptedIOException.class, () -> PAIRED.open(sealed));

      assertTrue(Thread.interrupted());
    }

    @Test
    void streamsAreLeftOpen() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      boolean[] closed = new boolean[1];
      InputStream source =
          new ByteArrayInputStream(sealed) {
            @Override
            public void close() {
              closed[0] = true;
            }
          };

      new EnvelopeOpener(PAIRED.identity())
          .open(source, PAIRED.receiver(), OutputStream.nullOutputStream());

      assertFalse(closed[0]);
    }
  }

  @Nested
  class OpenWhileItArrives {
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    private EnvelopeOpening begin() {
      return new EnvelopeOpener(PAIRED.identity()).begin(PAIRED.receiver(), content);
    }

    @Test
    void theEndAloneIsLeftAfterTheLastByte() throws Exception {
      Manifest manifest = manifest(CONTENT).build();
      byte[] sealed = PAIRED.seal(id(), manifest, CONTENT);
      try (EnvelopeOpening opening = begin()) {
        opening.write(sealed, 0, sealed.length);
        assertTrue(content.size() > CONTENT.length - (1 << 20));
        assertTrue(content.size() < CONTENT.length);
        assertThrows(IllegalStateException.class, opening::prefix);

        assertEquals(manifest, opening.finish());

        assertArrayEquals(CONTENT, content.toByteArray());
        assertEquals(EnvelopeOpener.readPrefix(new ByteArrayInputStream(sealed)), opening.prefix());
        assertThrows(IllegalStateException.class, opening::finish);
        assertThrows(IllegalStateException.class, () -> opening.write(sealed, 0, 1));
      }
    }

    @Test
    void nothingComesAfterAFailure() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      byte[] changed = sealed.clone();
      changed[1_500_000] ^= 1;
      try (EnvelopeOpening opening = begin()) {
        assertThrows(
            DamagedEnvelopeException.class, () -> opening.write(changed, 0, changed.length));
        assertThrows(
            IllegalStateException.class,
            () -> opening.write(sealed, 1_500_000, sealed.length - 1_500_000));
        assertThrows(IllegalStateException.class, opening::finish);
        assertThrows(IllegalStateException.class, opening::prefix);
      }
    }

    @Test
    void anotherPairingFailsAtTheFirstBytes() throws Exception {
      byte[] sealed = Fixtures.pair().seal(id(), manifest(CONTENT).build(), CONTENT);
      try (EnvelopeOpening opening = begin()) {
        assertThrows(DamagedEnvelopeException.class, () -> opening.write(sealed, 0, 200));
      }
    }

    @Test
    void bytesThatAreNotThereAreAMisuse() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      try (EnvelopeOpening opening = begin()) {
        assertThrows(
            IndexOutOfBoundsException.class, () -> opening.write(sealed, 1, sealed.length));
        opening.write(sealed, 0, sealed.length);
        opening.finish();
      }
    }
  }

  @Nested
  class OpenManifest {

    @Test
    void readsNoMoreThanTheFirstSegment() throws Exception {
      Manifest manifest = manifest(CONTENT).build();
      byte[] sealed = PAIRED.seal(id(), manifest, CONTENT);
      byte[] beginning = Arrays.copyOf(sealed, EnvelopeOpener.MANIFEST_WITHIN);

      assertEquals(manifest, PAIRED.openManifest(beginning));
    }

    @Test
    void worksOnAnEnvelopeOfOneSegment() throws Exception {
      byte[] content = content(10);
      Manifest manifest = manifest(content).build();

      assertEquals(manifest, PAIRED.openManifest(PAIRED.seal(id(), manifest, content)));
    }

    @Test
    void aBeginningThatIsCutOffOrChangedIsDamaged() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      byte[] cut = Arrays.copyOf(sealed, EnvelopeOpener.MANIFEST_WITHIN - 1);
      byte[] changed = sealed.clone();
      changed[EnvelopeOpener.MANIFEST_WITHIN - 2] ^= 1;

      assertThrows(DamagedEnvelopeException.class, () -> PAIRED.openManifest(cut));
      assertThrows(DamagedEnvelopeException.class, () -> PAIRED.openManifest(changed));
    }
  }

  @Nested
  class Prefix {

    @Test
    void namesEnvelopeAndPairing() throws Exception {
      EnvelopeId id = id();
      byte[] sealed = PAIRED.seal(id, manifest(CONTENT).build(), CONTENT);

      EnvelopePrefix prefix = EnvelopeOpener.readPrefix(new ByteArrayInputStream(sealed));

      String sha256 = Sha256.hex(Sha256.of(Arrays.copyOf(sealed, 122)));
      assertEquals(new EnvelopePrefix(id, PAIRED.sender().id(), sha256), prefix);
    }

    @Test
    void ofALaterVersionIsSaidToBeSo() throws Exception {
      byte[] sealed = PAIRED.seal(id(), manifest(CONTENT).build(), CONTENT);
      sealed[8] = 7;

      UnsupportedEnvelopeException failure =
          assertThrows(
              UnsupportedEnvelopeException.class,
              () -> EnvelopeOpener.readPrefix(new ByteArrayInputStream(sealed)));

      assertEquals(
          "this envelope is of version 7 and suite 1, which needs a newer receiver",
          failure.getMessage());
    }
  }
}
