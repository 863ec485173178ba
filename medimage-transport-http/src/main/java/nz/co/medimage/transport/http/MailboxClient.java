package nz.co.medimage.transport.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.EnvelopeLostException;
import nz.co.medimage.api.transport.NotPairedException;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.api.transport.TokenHash;
import nz.co.medimage.transport.http.v1.BearerToken;
import nz.co.medimage.transport.http.v1.Problem;
import nz.co.medimage.transport.http.v1.ProblemException;
import nz.co.medimage.transport.http.v1.ProblemType;
import nz.co.medimage.transport.http.v1.SenderList;
import nz.co.medimage.transport.http.v1.SenderPage;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.WaitingList.Message;
import nz.co.medimage.transport.http.v1.Wire;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/**
 * A receiver's half of {@code spec/relay-v1.md}. Each method is one request, may be repeated, and
 * fails with an {@link IOException} of one sentence; with a {@link NotPairedException} if the relay
 * does not know the mailbox, or knows it with another token; with a {@link ProblemException} of
 * {@link ProblemType#MAILBOX_IN_USE} if another session collects from it. Safe for use by several
 * threads.
 */
public final class MailboxClient implements Closeable {
  private static final MediaType LIST = MediaType.get(Wire.JSON);
  private static final MediaType REPLY = MediaType.get(Wire.OCTET_STREAM);
  private static final MediaType REFUSAL = MediaType.get(Wire.PROBLEM_JSON);
  private static final int CONFLICT = 409;
  private static final int OK = 200;
  private static final int NO_CONTENT = 204;
  private static final int PARTIAL_CONTENT = 206;

  private final Calls calls;
  private final Credential mailbox;
  private final UUID session;

  MailboxClient(Calls calls, Credential mailbox, UUID session) {
    this.calls = calls;
    this.mailbox = mailbox;
    this.session = session;
  }

  /**
   * Makes the mailbox, or finds it, and has this session collect from it. Blocks for some seconds
   * if another one did, until that has been asked whether it is still there.
   *
   * @param key what the operator gave out, if the relay takes only some
   * @throws ProblemException of {@link ProblemType#MAILBOX_IN_USE} if the other one is
   */
  public void enrol(Optional<String> key) throws IOException {
    Request.Builder put = request(path().build()).put(RequestBody.create(new byte[0]));
    if (key.isPresent()) {
      put.header(Wire.ENROLMENT_KEY, key.get());
    }
    calls.once(put.build());
  }

  /** Ends this session, so that the next need not wait. Blocks for some seconds at most. */
  public void endSession() throws IOException {
    calls.soon(request(path().addPathSegment(Wire.SESSION).build()).delete().build());
  }

  /** Says who may leave messages, in place of any list before. */
  public void admit(Map<PairingId, TokenHash> senders) throws IOException {
    for (SenderPage page : SenderPage.whole(senders)) {
      admit(page);
    }
  }

  /**
   * Says who may leave messages, in place of that part of any list before.
   *
   * @throws ProblemException of {@link ProblemType#TOO_MANY_SENDERS} if it would be too long then
   */
  public void admit(SenderPage page) throws IOException {
    HttpUrl.Builder url = path().addPathSegment(Wire.SENDERS);
    page.after().ifPresent(id -> url.addQueryParameter("after", id.toString()));
    page.to().ifPresent(id -> url.addQueryParameter("to", id.toString()));
    RequestBody list = RequestBody.create(SenderList.write(page.senders()), LIST);
    calls.once(request(url.build()).put(list).build());
  }

  /**
   * Takes a nameplate for a pairing offer.
   *
   * @param term up to {@link Wire#MAX_OFFER}, to the second
   * @return false if another receiver has it
   */
  public boolean reserve(String nameplate, Duration term) throws IOException {
    HttpUrl url =
        offer(nameplate)
            .addQueryParameter("seconds", Long.toString(term.toMillis() / 1000))
            .build();
    Calls.Reply reply = calls.any(request(url).put(RequestBody.create(new byte[0])).build());
    return !isOfAnother(reply) && reply.successful().status() == NO_CONTENT;
  }

  /** Another session's conflict has a type of its own. */
  private static boolean isOfAnother(Calls.Reply reply) {
    return reply.status() == CONFLICT
        && !ProblemType.ofUri(Problem.read(CONFLICT, reply.body().toByteArray()).type())
            .isPresent();
  }

  /** Gives a nameplate free. */
  public void release(String nameplate) throws IOException {
    calls.once(request(offer(nameplate).build()).delete().build());
  }

  /**
   * What waits. Blocks until something does.
   *
   * @param after {@link WaitingList#next()} of the answer before, or {@link
   *     WaitingList#FROM_THE_START}
   * @param atMost how long to wait; up to {@link Wire#MAX_WAIT}
   * @return nothing if nothing came in that time
   */
  public Optional<WaitingList> waiting(String after, Duration atMost) throws IOException {
    HttpUrl url =
        path()
            .addPathSegment(Wire.WAITING)
            .addQueryParameter("after", after)
            .addQueryParameter("wait", Long.toString(atMost.toMillis() / 1000))
            .build();
    Calls.Reply reply = calls.patiently(request(url).get().build());
    if (reply.status() == NO_CONTENT) {
      return Optional.empty();
    }
    try {
      return Optional.of(WaitingList.read(reply.body().toByteArray()));
    } catch (IllegalArgumentException e) {
      throw new IOException("The relay's list of what waits cannot be read", e);
    }
  }

  /**
   * The bytes of a message from an offset on.
   *
   * @param offset from 0 to below its size
   * @return closed by the caller, also before its end; it may break anywhere
   * @throws EnvelopeLostException if it does not wait there, or no longer
   */
  public InputStream read(Message message, long offset) throws IOException {
    Request.Builder get = request(path(message).build()).get();
    if (offset > 0) {
      get.header("Range", "bytes=" + offset + "-");
    }
    return calls.stream(get.build(), offset > 0 ? PARTIAL_CONTENT : OK);
  }

  /**
   * Ends a message: from now on only the reply is there.
   *
   * @param reply up to {@link Wire#MAX_MESSAGE} bytes
   * @throws EnvelopeLostException if it does not wait there, or no longer
   */
  public void reply(Message message, byte[] reply) throws IOException {
    put(message, RequestBody.create(reply, REPLY));
  }

  /** Ends a pairing message with a refusal. */
  public void refuse(Message message, PairingRefusedException refusal) throws IOException {
    Problem problem =
        Problem.of(refusal).orElseThrow(() -> new IllegalStateException("refusals are problems"));
    put(message, RequestBody.create(problem.toJson(), REFUSAL));
  }

  private void put(Message message, RequestBody body) throws IOException {
    calls.once(request(path(message).addPathSegment(Wire.REPLY).build()).put(body).build());
  }

  /**
   * Has a message forgotten, so that its sender sends it again; one that was sent again since it
   * was told of stays. Blocks.
   *
   * @throws IOException if the relay cannot be reached or refuses
   */
  public void forget(Message message) throws IOException {
    HttpUrl url = path(message).addQueryParameter(Wire.UPLOAD, message.upload().toString()).build();
    calls.once(request(url).delete().build());
  }

  /**
   * How far the clock of the relay was ahead of this machine's at its last answer that told the
   * time, to about 30 s; negative if it was behind. A hint: a proxy on the way may say what it
   * likes.
   */
  public Optional<Duration> clockDifference() {
    return calls.clockDifference();
  }

  private HttpUrl.Builder path() {
    return calls.url(Wire.MAILBOXES).addPathSegment(mailbox.id().toString());
  }

  private HttpUrl.Builder offer(String nameplate) {
    return path().addPathSegment(Wire.OFFERS).addPathSegment(nameplate);
  }

  private HttpUrl.Builder path(Message message) {
    return path()
        .addPathSegment(Wire.MESSAGES)
        .addPathSegment(message.from().toString())
        .addPathSegment(message.id().toString());
  }

  private Request.Builder request(HttpUrl url) {
    return new Request.Builder()
        .url(url)
        .header("Authorization", BearerToken.header(mailbox))
        .header(Wire.MAILBOX_SESSION, session.toString());
  }

  /** Breaks off what other threads do with it. */
  @Override
  public void close() {
    calls.close();
  }
}
