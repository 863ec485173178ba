package nz.co.medimage.sink.folders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.TestPhotos;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What practices may have their photos called. */
final class NamePatternTest {
  private static final String KNOWN =
      "the placeholders of a file name are {words}, {folders}, {device}, {counter} and"
          + " {captured:FORMAT} with a format such as yyyyMMdd-HHmmss";

  @TempDir Path folder;

  private static StagedPhoto photo(String tag, String device, @Nullable String sequence) {
    Manifest manifest =
        TestPhotos.manifest(tag, new byte[] {1}).toBuilder().sequence(sequence).build();
    return StagedPhoto.of(TestPhotos.photoId(1), device, manifest, Path.of("staged"));
  }

  @ParameterizedTest
  @CsvSource({
    "'{words}-{captured:yyyyMMdd-HHmmss}', '#a arm left', , arm-left-20170810-092145",
    "'{words}-{captured:yyyyMMdd-HHmmss}', '#a arm', 02, arm-20170810-092145-02",
    "'{words}-{captured:yyyyMMdd-HHmmss}', '#a', , 20170810-092145",
    "'{words}-{captured:yyyyMMdd-HHmmss}', '', , image-20170810-092145",
    "'{captured:uuuu-MM-dd}_{counter}_{words}', '#a arm', , 2017-08-10_arm",
    "'{captured:uuuu-MM-dd}_{counter}_{words}', '#a', 3, 2017-08-10_3",
    "'{folders}_{words}', '#ZAC5361 #wound arm', , ZAC5361-wound_arm",
    "'IMG_{device}', '#a', , IMG_Dr-Rua's-phone",
    "'{words}', '#a', , image",
    "'{words}', '#a arm.small', , arm-small",
    "'{captured:yyyy.MM.dd HH:mm}', '#a', , 2017-08-10-09-21",
  })
  void patternMakesANameOfWhatIsThere(
      String pattern, String tag, @Nullable String sequence, String stem) {
    StagedPhoto photo = photo(tag, "Dr Rua's  phone ", sequence);
    assertEquals(stem + ".jpg", NamePattern.parse(pattern).name(photo, List.of()).file(1));
  }

  /** The time and the number stay whole. */
  @Test
  void nameThatIsTooLongLosesOfItsWords() {
    StagedPhoto photo = photo("#" + "f".repeat(60) + " " + "字".repeat(60), "d".repeat(90), "7");
    PhotoName name =
        NamePattern.parse("{folders}-{words}-{device}-{captured:yyyyMMdd-HHmmss}")
            .name(photo, List.of());
    assertEquals(
        "f".repeat(60) + "-" + "字".repeat(22) + "-" + "d".repeat(60) + "-20170810-092145-7",
        name.stem());
  }

  @ParameterizedTest
  @CsvSource({
    "'{word}', '{word} is not known; '",
    "'{captured}', '{captured} cannot be read; '",
    "'{words:x}', '{words:x} cannot be read; '",
    "'{words', 'the pattern of file names ''{words'' is empty or has a brace too many; '",
    "'', 'the pattern of file names '''' is empty or has a brace too many; '",
  })
  void patternThatCannotBeReadIsRefusedWithThePlaceholders(String pattern, String sentence) {
    assertEquals(sentence + KNOWN, refusal(pattern));
  }

  @Test
  void patternThatIsNoFileNameIsRefused() {
    assertEquals(
        "a pattern of file names holds letters, digits and signs such as - and _ beside its"
            + " placeholders, but not '/'; it names files, not folders",
        refusal("{device}/{words}"));
    assertEquals(
        "{captured:qqqqqqqq} is no format of a time; one is yyyyMMdd-HHmmss",
        refusal("{captured:qqqqqqqq}"));
    assertEquals(
        "{captured:VV v} is no format of a time; one is yyyyMMdd-HHmmss",
        refusal("{captured:VV v}"));
  }

  private static String refusal(String pattern) {
    return String.valueOf(
        assertThrows(
                IllegalArgumentException.class, () -> FolderSink.to(Path.of("main")).name(pattern))
            .getMessage());
  }
}
