package nz.co.medimage.filter.run;

import com.squareup.moshi.JsonDataException;
import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.filter.run.Answer.Companion;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** An answer as JSON, read strictly: a field that is misspelt must not be passed over. */
final class JsonAnswer {
  private @Nullable String file;
  private @Nullable String fileName;
  private @Nullable String reject;
  private @Nullable String code;
  private final List<Companion> companions = new ArrayList<>();

  private JsonAnswer() {}

  /**
   * Reads the answer of a program that lets the photo pass.
   *
   * @throws WrongAnswerException if it is something else
   */
  static Answer parse(String json) throws WrongAnswerException {
    JsonAnswer answer = read(json);
    if (answer.reject != null || answer.code != null) {
      throw new WrongAnswerException(
          "it rejects the photo, but the exit code is 0 and not " + RunFilter.REJECTED);
    }
    return new Answer(
        Optional.ofNullable(answer.file), Optional.ofNullable(answer.fileName), answer.companions);
  }

  /**
   * Reads the answer of a program that rejects the photo.
   *
   * @throws WrongAnswerException if it is something else
   */
  static Rejection parseRejection(String json) throws WrongAnswerException {
    JsonAnswer answer = read(json);
    if (answer.reject == null || answer.reject.isBlank()) {
      throw new WrongAnswerException("it rejects the photo without a sentence in 'reject'");
    }
    return new Rejection(answer.reject, Optional.ofNullable(answer.code));
  }

  private static JsonAnswer read(String json) throws WrongAnswerException {
    JsonAnswer answer = new JsonAnswer();
    try (JsonReader reader = JsonReader.of(new Buffer().writeUtf8(json))) {
      answer.readObject(reader);
      if (reader.peek() != JsonReader.Token.END_DOCUMENT) {
        throw new WrongAnswerException("there is something behind its JSON");
      }
      return answer;
    } catch (IOException | JsonDataException e) {
      // What they say may quote the program's output.
      throw new WrongAnswerException("it is not JSON, or a value in it is of another type");
    }
  }

  private void readObject(JsonReader reader) throws IOException, WrongAnswerException {
    Set<String> seen = new HashSet<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (!seen.add(name)) {
        throw new WrongAnswerException("it has a field twice");
      }
      switch (name) {
        case "file" -> file = reader.nextString();
        case "fileName" -> fileName = reader.nextString();
        case "reject" -> reject = reader.nextString();
        case "code" -> code = reader.nextString();
        case "companions" -> readCompanions(reader);
        default ->
            throw new WrongAnswerException(
                "it has a field that is none of file, fileName, companions, reject and code");
      }
    }
    reader.endObject();
  }

  private void readCompanions(JsonReader reader) throws IOException, WrongAnswerException {
    reader.beginArray();
    while (reader.hasNext()) {
      if (companions.size() == Answer.MAX_COMPANIONS) {
        throw new WrongAnswerException("it has over " + Answer.MAX_COMPANIONS + " companions");
      }
      companions.add(companion(reader));
    }
    reader.endArray();
  }

  private static Companion companion(JsonReader reader) throws IOException, WrongAnswerException {
    String file = null;
    String label = null;
    String extension = null;
    reader.beginObject();
    while (reader.hasNext()) {
      switch (reader.nextName()) {
        case "file" -> file = reader.nextString();
        case "label" -> label = reader.nextString();
        case "extension" -> extension = reader.nextString();
        default ->
            throw new WrongAnswerException(
                "a companion has a field that is none of file, label and extension");
      }
    }
    reader.endObject();
    if (file == null || label == null) {
      throw new WrongAnswerException("a companion has no 'file' or no 'label'");
    }
    return new Companion(label, extension == null ? FileNames.extension(file) : extension, file);
  }

  /** Why a photo is rejected: a sentence, and a code if the program has its own. */
  record Rejection(String sentence, Optional<String> code) {}
}
