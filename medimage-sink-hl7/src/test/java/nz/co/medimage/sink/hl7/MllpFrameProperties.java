package nz.co.medimage.sink.hl7;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class MllpFrameProperties {

  @Provide
  Arbitrary<byte[]> texts() {
    return Arbitraries.bytes()
        .filter(b -> b != MllpFrame.START && b != MllpFrame.END)
        .array(byte[].class)
        .ofMaxSize(50);
  }

  @Property
  void blockIsReadWhateverComesBeforeIt(
      @ForAll("texts") byte[] message, @ForAll("texts") byte[] outOfBand) throws IOException {
    InputStream in = stream(outOfBand, framed(message), new byte[] {'x'});
    assertArrayEquals(message, MllpFrame.read(in));
    assertEquals('x', in.read(), "what comes next");
  }

  @Property
  void blockThatIsCutIsNoBlock(@ForAll("texts") byte[] message, @ForAll("texts") byte[] before) {
    byte[] whole = framed(message);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(MllpException.class, () -> MllpFrame.read(stream(before, cut)));
    }
  }

  @Property
  void anythingIsABlockOrRefused(@ForAll byte[] any) throws IOException {
    try {
      byte[] message = MllpFrame.read(stream(any));
      assertArrayEquals(message, MllpFrame.read(stream(framed(message))));
    } catch (MllpException e) {
      assertEquals(false, e.getMessage().isBlank());
    }
  }

  @Example
  void endlessBytesAreRefused() {
    for (byte first : new byte[] {'x', MllpFrame.START}) {
      byte[] endless = new byte[4 * MllpFrame.LIMIT];
      Arrays.fill(endless, (byte) 'x');
      endless[0] = first;
      ByteArrayInputStream in = new ByteArrayInputStream(endless);
      assertThrows(MllpException.class, () -> MllpFrame.read(in));
      assertTrue(in.available() > 2 * MllpFrame.LIMIT, "it stopped reading early");
    }
  }

  @Example
  void blockWithinABlockIsRefused() {
    byte[] twice = {MllpFrame.START, 'a', MllpFrame.START, 'b', MllpFrame.END, MllpFrame.RETURN};
    assertThrows(MllpException.class, () -> MllpFrame.read(stream(twice)));
  }

  private static byte[] framed(byte[] message) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(MllpFrame.START);
    out.writeBytes(message);
    out.write(MllpFrame.END);
    out.write(MllpFrame.RETURN);
    return out.toByteArray();
  }

  private static InputStream stream(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return new ByteArrayInputStream(out.toByteArray());
  }
}
