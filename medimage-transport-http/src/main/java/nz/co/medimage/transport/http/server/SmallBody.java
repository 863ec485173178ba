package nz.co.medimage.transport.http.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Reads bodies that fit into memory. No thread waits for them, and their number is limited: a body
 * that has to be waited for makes room for the next one, which usually comes at once.
 */
final class SmallBody {
  private static final int MOST_AT_ONCE = 256;
  private static final int MOST_OF_AN_ADDRESS = 128;
  private static final int BLOCK = 8 * 1024;
  private static final long GRACE_SECONDS = 10;

  private final BodySlots slots = new BodySlots(0, System::nanoTime);

  /** Does something with a body; what it throws becomes the answer. */
  @FunctionalInterface
  interface Use {
    void take(byte[] body) throws IOException;
  }

  /**
   * Reads a body, then does something with it, which may block.
   *
   * @param most bytes that it may have
   */
  void read(Request request, Response response, Callback callback, int most, Use use)
      throws IOException {
    if (request.getLength() > most) {
      throw tooLarge(most);
    }
    ByteBuffer address = Network.of(request.getConnectionMetaData().getRemoteSocketAddress());
    Optional<BodySlots.Slot> slot =
        slots.take(
            List.of(
                new BodySlots.Share(address, MOST_OF_AN_ADDRESS),
                new BodySlots.Share(slots, MOST_AT_ONCE)),
            Responses.breakOff(request));
    if (!slot.isPresent()) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS, "Too much comes in at once; it continues in a moment.");
    }
    Whole body = new Whole(response, callback, most, use, slot.get());
    BodyReader reader;
    try {
      reader = new BodyReader(request, slot.get(), most + 1L, BLOCK, GRACE_SECONDS, body);
    } catch (Throwable e) {
      body.fail(e); // there is no memory for a block
      return;
    }
    reader.run();
  }

  private static StatusException tooLarge(int most) {
    return new StatusException(
        HttpStatus.PAYLOAD_TOO_LARGE_413, "What is sent here has at most " + most + " bytes");
  }

  /** Gathers one body. */
  private static final class Whole implements BodyReader.Taker {
    private final Response response;
    private final Callback callback;
    private final int most;
    private final Use use;
    private final BodySlots.Slot slot;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Whole(Response response, Callback callback, int most, Use use, BodySlots.Slot slot) {
      this.response = response;
      this.callback = callback;
      this.most = most;
      this.use = use;
      this.slot = slot;
    }

    @Override
    public boolean take(byte[] block, int length) throws StatusException {
      if (bytes.size() + length > most) {
        throw tooLarge(most);
      }
      bytes.write(block, 0, length);
      return true;
    }

    @Override
    public void end() throws IOException {
      slot.giveBack();
      use.take(bytes.toByteArray());
    }

    @Override
    public void fail(Throwable e) {
      slot.giveBack();
      boolean brokeOff = e instanceof BodyReader.BrokenOffException;
      Responses.fail(
          response,
          callback,
          brokeOff
              ? new StatusException(HttpStatus.REQUEST_TIMEOUT_408, "The message broke off")
              : e);
    }
  }
}
