package nz.co.medimage.receiver.filter.internal.content;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Whatever the bytes, an answer comes and no exception. */
final class ContentSnifferFuzzTest {

  @Property
  void anyBytesGetAnAnswer(@ForAll byte[] head, @ForAll String extension) {
    ContentSniffer.sniff(head, extension);
  }

  @Property
  void cutHeadsOfKnownTypesGetAnAnswer(@ForAll byte[] tail, @ForAll int cut) {
    for (String start : new String[] {"\0\0\0\24ftyp", "ID3", "\u00ff\u00fb", "RIFF", "%PDF"}) {
      byte[] begin = start.getBytes(StandardCharsets.ISO_8859_1);
      byte[] head = Arrays.copyOf(begin, begin.length + tail.length);
      System.arraycopy(tail, 0, head, begin.length, tail.length);
      ContentSniffer.sniff(Arrays.copyOf(head, Math.floorMod(cut, head.length + 1)), "mp4");
    }
  }
}
