package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.api.transport.Intake.UploadState;
import nz.co.medimage.api.transport.OffsetConflictException;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.UploadChecksum;
import nz.co.medimage.transport.http.v1.UploadMetadata;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * Accepts uploads by tus 1.0.0: core protocol, creation, creation with upload, expiration and
 * checksum. It streams them into an {@link Intake} in constant memory.
 *
 * <p>A sender whose connection broke unnoticed is not locked out: each new request for an upload
 * ends the earlier one.
 */
public final class TusHandler extends Handler.Abstract {
  private static final int BLOCK = 256 * 1024;
  private static final long GRACE_SECONDS = 30;
  private static final long GRACE_SECONDS_WHEN_OTHERS_WAIT = 5;

  private final String path;
  private final Intake intake;
  private final Clock clock;
  private final UploadLimits limits;
  private final UploadOwners owners;
  private final Spool spool;
  private final UploadTurns turns = new UploadTurns();
  private final BodySlots slots = new BodySlots(GRACE_SECONDS_WHEN_OTHERS_WAIT, System::nanoTime);

  /** Serves one path with {@link UploadLimits#standard()}, for one owner. */
  public TusHandler(String path, Intake intake, Clock clock) {
    this(path, intake, clock, UploadLimits.standard(), UploadOwners.NONE);
  }

  /**
   * Serves one path.
   *
   * @param path where uploads are created, such as {@code /v1/envelopes}
   * @param intake accepts the uploads
   * @param clock for {@code Upload-Expires}
   * @param limits how many uploads are received at once
   * @param owners says which owner's share an upload takes
   */
  public TusHandler(
      String path, Intake intake, Clock clock, UploadLimits limits, UploadOwners owners) {
    this.path = path;
    this.intake = intake;
    this.clock = clock;
    this.limits = limits;
    this.owners = owners;
    this.spool = new Spool(intake);
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
      begin(request, response, callback, creates ? "" : at.substring(path.length() + 1));
    } catch (Throwable e) {
      Responses.fail(response, callback, e);
    }
    return true;
  }

  private boolean isBelow(String at) {
    return at.startsWith(path + "/") && at.indexOf('/', path.length() + 1) < 0;
  }

  private void begin(Request request, Response response, Callback callback, String name)
      throws IOException {
    if (name.isEmpty()) {
      Responses.allow(request, response, "POST");
    } else {
      Responses.allow(request, response, "HEAD", "PATCH");
    }
    PairingId from = intake.authenticate(Responses.credential(request));
    checkVersion(request, response);
    Key key = new Key(from, name.isEmpty() ? named(request) : existing(name));
    UploadTurns.Turn turn = turns.take(key, Responses.breakOff(request));
    Exchange exchange = new Exchange(request, response, callback, key, turn);
    turn.begin(request.getComponents(), exchange::serve);
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

  /** One request, when it is its turn. */
  private final class Exchange implements UploadBody.Outcome {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Key key;
    private final UploadTurns.Turn turn;
    private BodySlots.@Nullable Slot slot;
    private long size;
    private int success = HttpStatus.NO_CONTENT_204;

    Exchange(
        Request request, Response response, Callback callback, Key key, UploadTurns.Turn turn) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.key = key;
      this.turn = turn;
    }

    void serve() {
      try {
        switch (request.getMethod()) {
          case "POST" -> create();
          case "HEAD" -> tell();
          default -> append();
        }
      } catch (Throwable e) {
        failed(e);
      }
    }

    private void create() throws IOException {
      size = number(request, Wire.UPLOAD_LENGTH);
      if (size == 0) {
        throw new StatusException(
            HttpStatus.BAD_REQUEST_400, Wire.UPLOAD_LENGTH + " must be at least 1");
      }
      boolean brings = isUpload() && request.getLength() != 0;
      if (brings) {
        checkLength(size);
      }
      long offset = intake.begin(key.from, key.id, size);
      success = HttpStatus.CREATED_201;
      if (brings && offset == 0) {
        receive(offset, size);
      } else {
        // What of it is here already is not read again: the sender learns so at once.
        reached(offset);
      }
    }

    private boolean isUpload() {
      return Wire.OFFSET_OCTET_STREAM.equals(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
    }

    private void checkLength(long missing) throws StatusException {
      if (request.getLength() > missing) {
        throw new StatusException(
            HttpStatus.PAYLOAD_TOO_LARGE_413, "The upload lacks only " + missing + " bytes");
      }
    }

    private void tell() throws IOException {
      UploadState state = intake.state(key.from, key.id);
      response
          .getHeaders()
          .put(Wire.UPLOAD_OFFSET, Long.toString(state.offset()))
          .put(Wire.UPLOAD_LENGTH, Long.toString(state.size()));
      answer(HttpStatus.OK_200);
    }

    private void append() throws IOException {
      if (!isUpload()) {
        throw new StatusException(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
            "Content-Type must be " + Wire.OFFSET_OCTET_STREAM);
      }
      long offset = number(request, Wire.UPLOAD_OFFSET);
      UploadState state = intake.state(key.from, key.id);
      size = state.size();
      if (offset != state.offset()) {
        throw new OffsetConflictException(state.offset());
      }
      long missing = size - offset;
      checkLength(missing);
      if (missing == 0) {
        reached(offset);
      } else {
        receive(offset, missing);
      }
    }

    private void receive(long offset, long missing) throws IOException {
      slot = takeSlot();
      long most = request.getLength() < 0 ? missing : request.getLength();
      UploadBody body = new UploadBody(intake, key.from, key.id, offset, spool(most), this);
      BodyReader reader;
      try {
        reader = new BodyReader(request, slot, missing, BLOCK, GRACE_SECONDS, body);
      } catch (Throwable e) {
        body.fail(e); // there is no memory for a block
        return;
      }
      reader.run();
    }

    private BodySlots.Slot takeSlot() throws IOException {
      List<BodySlots.Share> shares =
          List.of(
              new BodySlots.Share(key.from, limits.ofDevice()),
              new BodySlots.Share(owners.of(key.from), limits.ofOwner()),
              new BodySlots.Share(
                  Network.of(request.getConnectionMetaData().getRemoteSocketAddress()),
                  limits.ofAddress()),
              new BodySlots.Share(slots, limits.inAll()));
      Optional<BodySlots.Slot> free = slots.take(shares, Responses.breakOff(request));
      if (!free.isPresent()) {
        owners.refused();
        throw new ProblemException(
            ProblemType.TOO_MANY_REQUESTS,
            "Too many photos come in at once; it continues in a moment.");
      }
      return free.get();
    }

    private Spool.@Nullable Body spool(long most) throws IOException {
      String checksum = request.getHeaders().get(Wire.UPLOAD_CHECKSUM);
      if (checksum == null) {
        return null;
      }
      try {
        return spool
            .open(most, UploadChecksum.parse(checksum))
            .orElseThrow(
                () ->
                    new StatusException(
                        HttpStatus.BAD_REQUEST_400, "Upload-Checksum is not served here"));
      } catch (IllegalArgumentException e) {
        throw new StatusException(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void reached(long offset) {
      response.getHeaders().put(Wire.UPLOAD_OFFSET, Long.toString(offset));
      if (success == HttpStatus.CREATED_201) {
        response.getHeaders().put(HttpHeader.LOCATION, path + "/" + key.id);
      }
      expires(offset);
      answer(success);
    }

    @Override
    public void failed(Throwable e) {
      end();
      Responses.fail(response, callback, e);
    }

    private void answer(int status) {
      end();
      Responses.status(response, callback, status);
    }

    private void end() {
      if (slot != null) {
        slot.giveBack();
      }
      turn.end();
    }

    private void expires(long offset) {
      if (offset < size) {
        response
            .getHeaders()
            .put(
                Wire.UPLOAD_EXPIRES,
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    clock.instant().plus(intake.unfinishedKept()).atOffset(ZoneOffset.UTC)));
      }
    }
  }
}
