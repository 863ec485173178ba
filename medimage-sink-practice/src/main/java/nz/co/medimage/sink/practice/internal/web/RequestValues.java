package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.Map;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import org.jspecify.annotations.Nullable;

/**
 * What the placeholders of a request stand for.
 *
 * @param content the file that is sent; null where no photo is
 */
record RequestValues(PhotoFacts facts, @Nullable Content content) {

  static RequestValues of(PhotoFacts facts) {
    return new RequestValues(facts, null);
  }

  /** With the file that is sent, and what is known of it in place of what is known of the photo. */
  static RequestValues of(PhotoFacts facts, Content content) {
    PhotoFacts sent =
        facts
            .with("file-name", content.fileName())
            .with("media-type", content.mediaType())
            .with("length", content.length())
            .with("sha256", content.sha256());
    return new RequestValues(sent, content);
  }

  /** With what was captured. */
  RequestValues with(Map<String, String> captured) {
    PhotoFacts more = facts;
    for (Map.Entry<String, String> each : captured.entrySet()) {
      more = more.with(each.getKey(), each.getValue());
    }
    return new RequestValues(more, content);
  }

  /** Whose record the request is for: the id that was typed, and the practice's own. */
  String patient() {
    return facts.find("id").orElse("") + "\n" + facts.find("patient").orElse("");
  }

  /** A value in a format; empty if there is none. */
  String text(String name, Format format) throws IOException {
    if (content != null && Format.BYTES.contains(name)) {
      return format.of(content.digest(name));
    }
    Object value = facts.find(name).orElse("");
    return format.of(name, value);
  }

  /** The file that is sent. */
  Content mustHaveContent() {
    if (content == null) {
      throw new IllegalStateException("only the steps of photo send a file");
    }
    return content;
  }

  /** Shows nothing: it is about a patient. */
  @Override
  public String toString() {
    return "RequestValues";
  }
}
