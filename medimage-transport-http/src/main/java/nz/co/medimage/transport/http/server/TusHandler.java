package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Intake;
import nz.co.medimage.api.spi.Intake.UploadState;
import nz.co.medimage.api.spi.OffsetConflictException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.UploadChecksum;
import nz.co.medimage.transport.http.v1.UploadMetadata;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Takes uploads as tus 1.0.0 describes it: core protocol, creation, expiration and checksum. It
 * streams into an {@link Intake} in constant memory.
 *
 * <p>A sender whose connection broke unnoticed is not locked out by it: each new request for an
 * upload ends the one that was at it.
 */
public final class TusHandler extends Handler.Abstract {
  private final String path;
  private final Intake intake;
  private final Clock clock;
  private final Turns turns = new Turns();

  /**
   * Serves one path.
   *
   * @param path where uploads are created, such as {@code /v1/envelopes}
   * @param intake takes them
   * @param clock for {@code Upload-Expires}
   */
  public TusHandler(String path, Intake intake, Clock clock) {
    this.path = path;
    this.intake = intake;
    this.clock = clock;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    String at = Request.getPathInContext(request);
    boolean creates = at.equals(path);
    if (!creates && !isBelow(at)) {
      return false;
    }
    response.getHeaders().put(Wire.TUS_RESUMABLE, Wire.TUS_VERSION);
    try {
      String name = creates ? "" : at.substring(path.length() + 1);
      Answers.status(response, callback, serve(request, response, name));
    } catch (IOException | RuntimeException e) {
      Answers.fail(response, callback, e);
    }
    return true;
  }

  private boolean isBelow(String at) {
    return at.startsWith(path + "/") && at.indexOf('/', path.length() + 1) < 0;
  }

  /** Does what is asked, and gives the status of the answer. */
  private int serve(Request request, Response response, String name) throws IOException {
    if (name.isEmpty()) {
      Answers.allow(request, response, "POST", "OPTIONS");
    } else {
      Answers.allow(request, response, "HEAD", "PATCH", "OPTIONS");
    }
    if (request.getMethod().equals("OPTIONS")) {
      return describe(response);
    }
    PairingId from = intake.authenticate(Answers.credential(request));
    checkVersion(request, response);
    EnvelopeId id = name.isEmpty() ? named(request) : existing(name);
    Key key = new Key(from, id);
    EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
    Turns.Turn turn = turns.take(key, connection::close);
    try {
      return switch (request.getMethod()) {
        case "POST" -> create(request, response, key);
        case "HEAD" -> tell(response, intake.state(from, id));
        default -> append(request, response, key);
      };
    } finally {
      turn.end();
    }
  }

  private static int describe(Response response) {
    response
        .getHeaders()
        .put("Tus-Version", Wire.TUS_VERSION)
        .put("Tus-Extension", "creation,expiration,checksum")
        .put("Tus-Checksum-Algorithm", UploadChecksum.ALGORITHMS);
    return HttpStatus.NO_CONTENT_204;
  }

  private static void checkVersion(Request request, Response response) throws StatusException {
    if (!Wire.TUS_VERSION.equals(request.getHeaders().get(Wire.TUS_RESUMABLE))) {
      response.getHeaders().put("Tus-Version", Wire.TUS_VERSION);
      throw new StatusException(
          HttpStatus.PRECONDITION_FAILED_412, "Tus-Resumable must be " + Wire.TUS_VERSION);
    }
  }

  private static EnvelopeId named(Request request) throws StatusException {
    try {
      return UploadMetadata.envelope(required(request, Wire.UPLOAD_METADATA));
    } catch (IllegalArgumentException e) {
      throw new StatusException(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
    }
  }

  private static EnvelopeId existing(String name) throws IOException {
    try {
      return EnvelopeId.parse(name);
    } catch (IllegalArgumentException e) {
      throw new StatusException(HttpStatus.NOT_FOUND_404, "There is nothing here");
    }
  }

  private int create(Request request, Response response, Key key) throws IOException {
    long size = number(request, Wire.UPLOAD_LENGTH);
    long offset = intake.begin(key.from, key.id, size);
    response
        .getHeaders()
        .put(HttpHeader.LOCATION, path + "/" + key.id)
        .put(Wire.UPLOAD_OFFSET, Long.toString(offset));
    expires(response, size - offset);
    return HttpStatus.CREATED_201;
  }

  private static int tell(Response response, UploadState state) {
    response
        .getHeaders()
        .put(Wire.UPLOAD_OFFSET, Long.toString(state.offset()))
        .put(Wire.UPLOAD_LENGTH, Long.toString(state.size()));
    return HttpStatus.OK_200;
  }

  private int append(Request request, Response response, Key key) throws IOException {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (!Wire.OFFSET_OCTET_STREAM.equals(type)) {
      throw new StatusException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
          "Content-Type must be " + Wire.OFFSET_OCTET_STREAM);
    }
    long offset = number(request, Wire.UPLOAD_OFFSET);
    UploadState state = intake.state(key.from, key.id);
    if (offset != state.offset()) {
      throw new OffsetConflictException(state.offset());
    }
    long missing = state.size() - offset;
    if (request.getLength() > missing) {
      throw new StatusException(
          HttpStatus.PAYLOAD_TOO_LARGE_413, "The upload lacks only " + missing + " bytes");
    }
    long reached = missing == 0 ? offset : take(request, key, offset, missing);
    response.getHeaders().put(Wire.UPLOAD_OFFSET, Long.toString(reached));
    expires(response, state.size() - reached);
    return HttpStatus.NO_CONTENT_204;
  }

  private long take(Request request, Key key, long offset, long missing) throws IOException {
    InputStream raw = Request.asInputStream(request);
    try (BodyStream body = new BodyStream(raw, missing, System::nanoTime)) {
      try (InputStream content = verified(request, body)) {
        return intake.append(key.from, key.id, offset, content);
      } catch (IOException e) {
        throw body.broken() && !ProblemType.of(e).isPresent() ? brokenOff() : e;
      }
    }
  }

  private static InputStream verified(Request request, InputStream body) throws IOException {
    String checksum = request.getHeaders().get(Wire.UPLOAD_CHECKSUM);
    if (checksum == null) {
      return body;
    }
    try {
      return VerifiedBody.of(body, UploadChecksum.parse(checksum));
    } catch (IllegalArgumentException e) {
      throw new StatusException(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
    }
  }

  private static StatusException brokenOff() {
    return new StatusException(
        HttpStatus.REQUEST_TIMEOUT_408, "The body broke off or came too slowly; go on from there");
  }

  private void expires(Response response, long missing) {
    if (missing > 0) {
      response
          .getHeaders()
          .put(
              Wire.UPLOAD_EXPIRES,
              DateTimeFormatter.RFC_1123_DATE_TIME.format(
                  clock.instant().plus(intake.unfinishedKept()).atOffset(ZoneOffset.UTC)));
    }
  }

  private static String required(Request request, String header) throws StatusException {
    String value = request.getHeaders().get(header);
    if (value == null) {
      throw new StatusException(HttpStatus.BAD_REQUEST_400, header + " is missing");
    }
    return value;
  }

  private static long number(Request request, String header) throws StatusException {
    String digits = required(request, header);
    if (digits.isEmpty()
        || digits.length() > 18
        || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new StatusException(
          HttpStatus.BAD_REQUEST_400, header + " must be a number of bytes, in digits");
    }
    return Long.parseLong(digits);
  }

  private record Key(PairingId from, EnvelopeId id) {}
}
