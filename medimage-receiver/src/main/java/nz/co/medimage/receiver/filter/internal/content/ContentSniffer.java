package nz.co.medimage.receiver.filter.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Tells the type of a file by its first bytes; that of a text by its whole form. */
public final class ContentSniffer {
  private static final int HEAD = 4096;
  private static final List<ContentType> VIDEO_FIRST =
      List.of(ContentType.MP4, ContentType.M4V, ContentType.M4A);
  private static final Set<String> HEIC_BRANDS =
      Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "hevm", "hevs");
  private static final Set<String> HEIF_BRANDS = Set.of("mif1", "mif2", "msf1");
  private static final Set<String> AVIF_BRANDS = Set.of("avif", "avis");
  private static final Set<String> M4V_BRANDS = Set.of("M4V ", "M4VH", "M4VP");
  private static final Set<String> M4A_BRANDS = Set.of("M4A ", "M4B ", "M4P ");
  private static final Set<String> MP4_BRANDS =
      Set.of(
          "isom", "iso2", "iso3", "iso4", "iso5", "iso6", "iso7", "iso8", "iso9", "mp41", "mp42",
          "mp71", "avc1", "dash", "mmp4", "MSNV", "3gp4", "3gp5", "3gp6", "3gp7", "3gr6", "3gs6",
          "3g2a", "3g2b", "3g2c", "hvc1", "hev1", "XAVC", "cmfc", "F4V ");

  private static final Set<String> OLD_QUICKTIME_BOXES =
      Set.of("moov", "mdat", "wide", "free", "skip", "pnot");
  private static final int PDF_HEADER_WITHIN = 1024;
  private static final Pattern BLANK = Pattern.compile("(\u00EF\u00BB\u00BF)?[\\s\\x00]*");

  private final byte[] head;
  private final String extension;

  private ContentSniffer(byte[] head, String extension) {
    this.head = head;
    this.extension = extension;
  }

  /**
   * Looks into a file.
   *
   * @param extension in lower case; it decides only between types that look alike inside
   * @return nothing if it is of no known type
   * @throws IOException if it cannot be read
   */
  public static Optional<ContentType> sniff(Path file, String extension) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    Optional<ContentType> binary = sniff(head, extension);
    if (binary.isPresent()) {
      return binary;
    }
    // Nothing tells these two from other text but their whole form, hence only where named so.
    if (ContentType.JSON.fits(extension) && TextForms.isJson(file)) {
      return Optional.of(ContentType.JSON);
    }
    return ContentType.CSV.fits(extension) && TextForms.isCsv(file)
        ? Optional.of(ContentType.CSV)
        : Optional.empty();
  }

  /** Tells by the first bytes of a file alone. */
  static Optional<ContentType> sniff(byte[] head, String extension) {
    return new ContentSniffer(head, extension).byMagic();
  }

  private Optional<ContentType> byMagic() {
    if (is(0, 0xFF, 0xD8, 0xFF)) {
      return Optional.of(ContentType.JPG);
    }
    if (is(0, "%PDF-")) {
      return Optional.of(ContentType.PDF);
    }
    if (is(4, "ftyp")) {
      return byBrand();
    }
    if (is(0, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A)) {
      return Optional.of(ContentType.PNG);
    }
    if (is(0, "GIF87a") || is(0, "GIF89a")) {
      return Optional.of(ContentType.GIF);
    }
    if (is(0, 'I', 'I', 42, 0) || is(0, 'M', 'M', 0, 42)) {
      return Optional.of(ContentType.TIF);
    }
    if (is(0, "RIFF") && is(8, "WEBP")) {
      return Optional.of(ContentType.WEBP);
    }
    if (is(128, "DICM")) {
      return Optional.of(ContentType.DCM);
    }
    if (isMp3()) {
      return Optional.of(ContentType.MP3);
    }
    // By looser rules, after all that are sure.
    if (ContentType.MOV.fits(extension) && isOldQuickTime()) {
      return Optional.of(ContentType.MOV);
    }
    if (ContentType.DCM.fits(extension) && isBareDicom()) {
      return Optional.of(ContentType.DCM);
    }
    return isPdfAfterOtherBytes() ? Optional.of(ContentType.PDF) : Optional.empty();
  }

  /** QuickTime of before {@code ftyp}: it begins with one of these boxes, and another follows. */
  private boolean isOldQuickTime() {
    int size = int32(0);
    boolean goesOn = size == 1 || size > HEAD - 8 || size < 0;
    return OLD_QUICKTIME_BOXES.contains(text(4, 4))
        && (goesOn
            ? head.length == HEAD
            : size >= 8 && OLD_QUICKTIME_BOXES.contains(text(size + 4, 4)));
  }

  /** DICOM without the 128 bytes and {@code DICM} in front: PS3.10 asks for them, PACS do not. */
  private boolean isBareDicom() {
    return is(0, 2, 0, 0, 0, 'U', 'L', 4, 0) || (is(0, 8, 0) && is(3, 0) && isDicomElement());
  }

  private boolean isDicomElement() {
    int element = head[2];
    String form = text(4, 2);
    return (element == 0x05 && form.equals("CS"))
        || (element == 0x08 && form.equals("CS"))
        || (element == 0x16 && form.equals("UI"))
        || (element == 0x18 && form.equals("UI"));
  }

  /**
   * Readers take a PDF whose header is anywhere in the first 1,024 bytes. Here a byte order mark
   * and white space may stand before it; other bytes, such as what a printer is told, only if the
   * file is named so.
   */
  private boolean isPdfAfterOtherBytes() {
    String start = text(0, Math.min(head.length, PDF_HEADER_WITHIN));
    int at = start.indexOf("%PDF-");
    boolean isVersion = at >= 0 && Character.isDigit((char) byteAt(at + 5));
    return isVersion
        && (ContentType.PDF.fits(extension) || BLANK.matcher(start.substring(0, at)).matches());
  }

  private int byteAt(int at) {
    return at < head.length ? head[at] & 0xFF : 0;
  }

  /**
   * ISO/IEC 14496-12 section 4.3: a size, {@code ftyp}, the main brand, a version, other brands.
   */
  private Optional<ContentType> byBrand() {
    int size = int32(0);
    if (size < 16 || size > head.length || size % 4 != 0) {
      return Optional.empty();
    }
    String main = text(8, 4);
    Set<String> brands = new HashSet<>();
    brands.add(main);
    for (int at = 16; at < size; at += 4) {
      brands.add(text(at, 4));
    }
    if (AVIF_BRANDS.stream().anyMatch(brands::contains)) {
      return Optional.empty();
    }
    if (HEIC_BRANDS.contains(main) || HEIF_BRANDS.contains(main)) {
      return Optional.of(
          HEIC_BRANDS.stream().anyMatch(brands::contains) ? ContentType.HEIC : ContentType.HEIF);
    }
    if (main.equals("qt  ")) {
      return Optional.of(ContentType.MOV);
    }
    if (M4V_BRANDS.contains(main)) {
      return named(List.of(ContentType.M4V, ContentType.MP4));
    }
    if (M4A_BRANDS.contains(main)) {
      return named(List.of(ContentType.M4A, ContentType.MP4));
    }
    return MP4_BRANDS.contains(main) ? named(VIDEO_FIRST) : Optional.empty();
  }

  /** One container, three names: the extension says which, else the first. */
  private Optional<ContentType> named(List<ContentType> types) {
    return types.stream()
        .filter(type -> type.fits(extension))
        .findFirst()
        .or(() -> Optional.of(types.get(0)));
  }

  /** An ID3v2 tag, or two MPEG audio frames of layer III one after the other. */
  private boolean isMp3() {
    if (is(0, "ID3")) {
      return head.length >= 10
          && head[3] != (byte) 0xFF
          && head[4] != (byte) 0xFF
          && (head[6] | head[7] | head[8] | head[9]) >= 0;
    }
    int length = MpegAudio.frameLength(head, 0);
    return length > 0 && MpegAudio.frameLength(head, length) > 0;
  }

  private boolean is(int at, String text) {
    return text(at, text.length()).equals(text);
  }

  private boolean is(int at, int... bytes) {
    if (head.length < at + bytes.length) {
      return false;
    }
    for (int i = 0; i < bytes.length; i++) {
      if ((head[at + i] & 0xFF) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private String text(int at, int length) {
    return head.length < at + length
        ? ""
        : new String(Arrays.copyOfRange(head, at, at + length), StandardCharsets.ISO_8859_1);
  }

  private int int32(int at) {
    int value = 0;
    for (int i = at; i < at + 4 && i < head.length; i++) {
      value = (value << 8) | (head[i] & 0xFF);
    }
    return value;
  }
}
