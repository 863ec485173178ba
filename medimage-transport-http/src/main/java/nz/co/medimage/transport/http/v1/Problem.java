package nz.co.medimage.transport.http.v1;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import nz.co.medimage.api.transport.EnvelopeDeferredException;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.PairingRefusedException.Reason;
import okio.Buffer;

/**
 * The content of an error answer, RFC 9457. Immutable.
 *
 * @param type a URI reference: that of a {@link ProblemType}, or {@code about:blank}
 * @param title the title of the type
 * @param status the HTTP status
 * @param detail one sentence for the user
 * @param offset where the upload stands, with {@link ProblemType#OFFSET_CONFLICT}
 */
public record Problem(String type, String title, int status, String detail, OptionalLong offset) {
  private static final String BLANK = "about:blank";
  private static final int LONGEST_SENTENCE = 400;

  /**
   * Makes {@code detail}, which may come from anybody, safe to show: one line, short enough for a
   * screen, without characters that reverse the direction of text.
   */
  public Problem {
    detail = presentable(detail);
  }

  /** Returns the problem for an exception of the API; empty for other exceptions. */
  public static Optional<Problem> of(IOException e) {
    OptionalLong offset =
        e instanceof OffsetConflictException conflict
            ? OptionalLong.of(conflict.offset())
            : OptionalLong.empty();
    String detail = e.getMessage() == null ? "" : e.getMessage();
    return ProblemType.of(e).map(t -> new Problem(t.uri(), t.title(), t.status(), detail, offset));
  }

  /** Makes a problem for which the HTTP status says all that a program needs. */
  public static Problem plain(int status, String title, String detail) {
    return new Problem(BLANK, title, status, detail, OptionalLong.empty());
  }

  /**
   * Reads an error answer, from any server; if the body is not a problem, the status decides.
   *
   * @param status the status of the answer; a {@code status} in the body is ignored
   */
  public static Problem read(int status, byte[] body) {
    try {
      return parse(status, body);
    } catch (IOException | RuntimeException e) {
      // A proxy's page, or the answer to a HEAD request, which has no body.
      return plain(status, "", "");
    }
  }

  private static Problem parse(int status, byte[] body) throws IOException {
    String type = BLANK;
    String title = "";
    String detail = "";
    OptionalLong offset = OptionalLong.empty();
    JsonReader json = JsonReader.of(new Buffer().write(body));
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "type" -> type = json.nextString();
        case "title" -> title = json.nextString();
        case "detail" -> detail = json.nextString();
        case "offset" -> offset = OptionalLong.of(json.nextLong());
        default -> json.skipValue();
      }
    }
    json.endObject();
    return new Problem(type, title, status, detail, offset);
  }

  /** Returns the problem as the body of an answer. */
  public byte[] toJson() {
    return Json.write(
        json -> {
          json.name("type").value(type);
          json.name("title").value(title);
          json.name("status").value(status);
          json.name("detail").value(detail);
          if (offset.isPresent()) {
            json.name("offset").value(offset.getAsLong());
          }
        });
  }

  /** Returns the API's exception for this problem; a plain {@link IOException} if there is none. */
  public IOException toException() {
    Optional<ProblemType> typed = ProblemType.ofUri(type);
    Optional<ProblemType> known = typed.isPresent() ? typed : byStatus();
    if (!known.isPresent()) {
      return new IOException(sentence("The other end answered with HTTP status " + status));
    }
    String sentence = sentence(known.get().title());
    return switch (known.get()) {
      case NOT_PAIRED -> new NotPairedException(sentence);
      case ENVELOPE_LOST, ENVELOPE_EXPIRED -> new EnvelopeLostException(sentence);
      case ENVELOPE_REFUSED,
          ENVELOPE_TOO_LARGE,
          MAILBOX_FULL,
          QUOTA_USED_UP,
          RELAY_FULL,
          TOO_MANY_REQUESTS ->
          new EnvelopeDeferredException(sentence);
      case RECEIVER_AWAY -> new IOException(sentence);
      case ENROLMENT_REFUSED, MAILBOX_IN_USE, TOO_MANY_SENDERS ->
          new ProblemException(known.get(), sentence);
      case OFFSET_CONFLICT ->
          offset.isPresent()
              ? new OffsetConflictException(offset.getAsLong())
              : new IOException(sentence);
      case WRONG_CODE -> new PairingRefusedException(Reason.WRONG_CODE, sentence);
      case NO_OFFER -> new PairingRefusedException(Reason.NO_OFFER, sentence);
      case BAD_MESSAGE -> new PairingRefusedException(Reason.BAD_MESSAGE, sentence);
    };
  }

  /** The two types that the status alone identifies, in an answer to HEAD. */
  private Optional<ProblemType> byStatus() {
    return switch (status) {
      case 401 -> Optional.of(ProblemType.NOT_PAIRED);
      case 410 -> Optional.of(ProblemType.ENVELOPE_LOST);
      default -> Optional.empty();
    };
  }

  private String sentence(String otherwise) {
    return detail.isEmpty() ? otherwise : detail;
  }

  private static String presentable(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints()
        .filter(c -> !Character.isISOControl(c) && Character.getType(c) != Character.FORMAT)
        .filter(c -> c != '\u2028' && c != '\u2029')
        .limit(LONGEST_SENTENCE)
        .forEach(line::appendCodePoint);
    return line.toString();
  }
}
