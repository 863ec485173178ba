package nz.co.medimage.filter.run;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.filter.run.Answer.Companion;
import okio.Buffer;

final class AnswerProperties {
  private static final Predicate<String> IS_PHOTO = "/a/photo.jpg"::equals;

  /** Text that is an answer, or nearly. */
  @Provide
  Arbitrary<String> answers() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            "\"file\"",
            "\"companions\"",
            "\"label\"",
            "\"reject\"",
            ":",
            ",",
            "\"a\"",
            "1",
            "null",
            " ",
            "\n",
            "backupFiles:",
            "backupFileRenamed:",
            "/a/photo-b.jpg",
            ";",
            "photo",
            "\\",
            "\u0000",
            "é")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 2000)
  void whateverIsPrintedIsAnAnswerOrAWrongOne(@ForAll("answers") String printed) {
    assertIsAnswerOrWrong(printed);
  }

  @Property(tries = 500)
  void anyTextIsAnAnswerOrAWrongOne(@ForAll String printed) {
    assertIsAnswerOrWrong(printed);
  }

  private static void assertIsAnswerOrWrong(String printed) {
    try {
      Answer answer = Answer.parse(printed, "photo.jpg", IS_PHOTO);
      assertTrue(answer.companions().size() <= Answer.MAX_COMPANIONS);
    } catch (WrongAnswerException e) {
      assertTrue(e.getMessage().length() < 100);
    }
  }

  @Property(tries = 300)
  void jsonAnswerIsReadAsItWasMeant(
      @ForAll String file, @ForAll String fileName, @ForAll @Size(max = 5) List<String> labels)
      throws Exception {
    Buffer json = new Buffer();
    try (JsonWriter writer = JsonWriter.of(json)) {
      writer.setIndent(" ");
      writer.beginObject().name("file").value(file).name("companions").beginArray();
      for (String label : labels) {
        writer.beginObject().name("label").value(label).name("file").value("a.PNG").endObject();
      }
      writer.endArray().name("fileName").value(fileName).endObject();
    }

    Answer answer = Answer.parse("\n" + json.readUtf8() + "\n", "photo.jpg", IS_PHOTO);

    assertEquals(Optional.of(utf8(file)), answer.file());
    assertEquals(Optional.of(utf8(fileName)), answer.fileName());
    assertEquals(
        labels.stream().map(label -> new Companion(utf8(label), "png", "a.PNG")).toList(),
        answer.companions());
  }

  /** Half of a surrogate pair does not survive. */
  private static String utf8(String text) {
    return new Buffer().writeUtf8(text).readUtf8();
  }

  @Property(tries = 500)
  void classicFilesHaveLabelsThatCompanionsMayHave(@ForAll @Size(max = 20) List<String> names)
      throws Exception {
    StringBuilder line = new StringBuilder("backupFiles:");
    names.forEach(name -> line.append("/a/").append(name.replaceAll("[\\v;]", "")).append(';'));

    Answer answer = ClassicAnswer.parse(line.toString(), "photo.jpg", IS_PHOTO);

    assertEquals(
        answer.companions().size(),
        answer.companions().stream().map(Companion::label).distinct().count());
    for (Companion companion : answer.companions()) {
      new CompanionFile(companion.label(), companion.extension(), Path.of("a"));
    }
  }

  @Example
  void lastClassicLineOfAKindCounts() throws Exception {
    Answer answer =
        Answer.parse(
            String.join(
                "\r\n",
                "backupFiles:/a/photo-one.jpg",
                "backupFiles:/a/photo-two.jpg;/a/notes.txt",
                "backupFileRenamed:/a/photo-x.jpg"),
            "IMG 1.jpg",
            IS_PHOTO);

    assertEquals(
        new Answer(
            Optional.of("/a/photo-x.jpg"),
            Optional.of("IMG 1-x.jpg"),
            List.of(
                new Companion("two", "jpg", "/a/photo-two.jpg"),
                new Companion("notes", "txt", "/a/notes.txt"))),
        answer);
  }

  @Example
  void photoThatWasChangedInPlaceReplacesItself() throws Exception {
    assertEquals(
        new Answer(Optional.of("/a/photo.jpg"), Optional.empty(), List.of()),
        Answer.parse("backupFiles:/a/photo.jpg", "IMG.jpg", IS_PHOTO));
  }

  @Example
  void onlyTheFileThatIsThePhotoReplacesIt() throws Exception {
    assertEquals(
        new Answer(
            Optional.of("/a/photo.jpg"),
            Optional.empty(),
            List.of(new Companion("copy", "pdf", "/a/photo.pdf"))),
        Answer.parse("backupFiles:/a/photo.pdf;/a/photo.jpg", "IMG.jpg", IS_PHOTO));
  }

  @Example
  void fileOfAnotherTypeNamedLikeThePhotoStandsBesideIt() throws Exception {
    assertEquals(
        new Answer(
            Optional.empty(),
            Optional.empty(),
            List.of(new Companion("copy", "pdf", "/a/photo.pdf"))),
        Answer.parse("backupFiles:/a/photo.pdf", "IMG.jpg", IS_PHOTO));
  }

  @Example
  void fileThatIsNamedTwiceIsFiledOnce() throws Exception {
    assertEquals(
        new Answer(
            Optional.of("/a/photo-x.jpg"),
            Optional.of("IMG-x.jpg"),
            List.of(new Companion("small", "jpg", "/a/photo-small.jpg"))),
        Answer.parse(
            "backupFiles:/a/photo-small.jpg;/a/photo-x.jpg; /a/photo-small.jpg\n"
                + "backupFileRenamed:/a/photo-x.jpg",
            "IMG.jpg",
            IS_PHOTO));
  }

  @Example
  void fieldTwiceIsWrong() {
    WrongAnswerException e =
        assertThrows(
            WrongAnswerException.class,
            () -> Answer.parse("{\"file\":\"a\",\"file\":\"b\"}", "photo.jpg", IS_PHOTO));
    assertEquals("it has a field twice", e.getMessage());
  }

  @Example
  void tooManyCompanionsAreWrong() throws IOException {
    String files =
        IntStream.range(0, 21)
            .mapToObj(i -> "/a/photo-" + i + ".jpg;")
            .collect(joining("", "backupFiles:", ""));
    assertThrows(WrongAnswerException.class, () -> Answer.parse(files, "photo.jpg", IS_PHOTO));
  }
}
