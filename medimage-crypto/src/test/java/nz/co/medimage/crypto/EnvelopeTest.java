package nz.co.medimage.crypto;

import static nz.co.medimage.crypto.Fixtures.PAIRED;
import static nz.co.medimage.crypto.Fixtures.content;
import static nz.co.medimage.crypto.Fixtures.id;
import static nz.co.medimage.crypto.Fixtures.manifest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import nz.co.medimage.api.Manifest;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

  @Test
  void whatWasSealedComesOutAgain() throws Exception {
    byte[] content = content(3_000_000);
    Manifest manifest = manifest(content).build();
    byte[] sealed = PAIRED.seal(id(), manifest, content);

    Fixtures.Opened opened = PAIRED.open(sealed);

    assertArrayEquals(content, opened.content().toByteArray());
    assertEquals(manifest, opened.manifest());
    assertEquals(EnvelopeSealer.sealedSize(manifest), sealed.length);
  }
}
