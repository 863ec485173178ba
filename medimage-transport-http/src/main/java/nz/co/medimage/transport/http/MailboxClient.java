package nz.co.medimage.transport.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
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
import nz.co.medimage.transport.http.v1.MailboxAllowance;
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
 * The receiver's half of {@code spec/relay-v1.md}. Each method is one request, blocks until it is
 * answered, and may be repeated. It throws an {@link IOException} with one sentence: a {@link
 * NotPairedException} if the relay does not know the mailbox or knows it with another token, and a
 * {@link ProblemException} of {@link ProblemType#MAILBOX_IN_USE} if another session collects from
 * it. Safe for use by several threads.
 */
public final class MailboxClient implements Closeable {
  private static final MediaType LIST = MediaType.get(Wire.JSON);
  private static final MediaType REPLY = MediaType.get(Wire.OCTET_STREAM);
  private static final MediaType REFUSAL = MediaType.get(Wire.PROBLEM_JSON);
  private static final int NOT_FOUND = 404;
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
   * Creates the mailbox if it is missing, and lets this session collect from it. If another session
   * did so, this blocks for some seconds while the relay asks that one whether it is still there.
   *
   * @param key the enrolment key from the relay's operator, if the relay demands one
   * @throws ProblemException of {@link ProblemType#MAILBOX_IN_USE} if the other session is still
   *     there
   */
  public void enrol(Optional<String> key) throws IOException {
    Request.Builder put = request(path().build()).put(RequestBody.create(new byte[0]));
    if (key.isPresent()) {
      put.header(Wire.ENROLMENT_KEY, key.get());
    }
    calls.once(put.build());
  }

  /** Ends this session, so that the next one need not wait. Blocks for some seconds at most. */
  public void endSession() throws IOException {
    calls.soon(request(path().addPathSegment(Wire.SESSION).build()).delete().build());
  }

  /** Replaces the list of senders who may leave messages. */
  public void admit(Map<PairingId, TokenHash> senders) throws IOException {
    for (SenderPage page : SenderPage.whole(senders)) {
      admit(page);
    }
  }

  /**
   * Replaces a part of the list of senders who may leave messages.
   *
   * @throws ProblemException of {@link ProblemType#TOO_MANY_SENDERS} if the list would become too
   *     long
   */
  public void admit(SenderPage page) throws IOException {
    HttpUrl.Builder url = path().addPathSegment(Wire.SENDERS);
    page.after().ifPresent(id -> url.addQueryParameter("after", id.toString()));
    page.to().ifPresent(id -> url.addQueryParameter("to", id.toString()));
    RequestBody list = RequestBody.create(SenderList.write(page.senders()), LIST);
    calls.once(request(url.build()).put(list).build());
  }

  /**
   * Reserves a nameplate for a pairing offer.
   *
   * @param term how long, in whole seconds up to {@link Wire#MAX_OFFER}
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

  /** A conflict with another session has a type of its own. */
  private static boolean isOfAnother(Calls.Reply reply) {
    return reply.status() == CONFLICT
        && !ProblemType.ofUri(Problem.read(CONFLICT, reply.body().toByteArray()).type())
            .isPresent();
  }

  /** Releases a nameplate. */
  public void release(String nameplate) throws IOException {
    calls.once(request(offer(nameplate).build()).delete().build());
  }

  /**
   * Returns the messages that wait. Blocks until there is one, or the time is over.
   *
   * @param after {@link WaitingList#next()} of the last answer, or {@link
   *     WaitingList#FROM_THE_START}
   * @param atMost how long to wait; up to {@link Wire#MAX_WAIT}
   * @return empty if no message came in that time
   */
  public Optional<WaitingList> waiting(String after, Duration atMost) throws IOException {
    return listed(waitingSince(after, atMost).build());
  }

  /**
   * The same, and envelopes that are coming in, if the relay tells of them. When one is whole it is
   * in the list once more.
   */
  public Optional<WaitingList> waitingOrComing(String after, Duration atMost) throws IOException {
    return listed(waitingSince(after, atMost).header(Wire.MAILBOX_COMING, Wire.COMING_TOO).build());
  }

  private Request.Builder waitingSince(String after, Duration atMost) {
    HttpUrl url =
        path()
            .addPathSegment(Wire.WAITING)
            .addQueryParameter("after", after)
            .addQueryParameter("wait", Long.toString(atMost.toMillis() / 1000))
            .build();
    return request(url).get();
  }

  private Optional<WaitingList> listed(Request get) throws IOException {
    Calls.Reply reply = calls.patiently(get);
    return reply.status() == NO_CONTENT ? Optional.empty() : Optional.of(list(reply));
  }

  private static WaitingList list(Calls.Reply reply) throws IOException {
    try {
      return WaitingList.read(reply.body().toByteArray());
    } catch (IllegalArgumentException e) {
      throw new IOException("The relay's list of what waits cannot be read", e);
    }
  }

  /** Envelopes whose upload was begun and stands still; not all of them if there are many. */
  public List<Message> unfinished() throws IOException {
    HttpUrl url = path().addPathSegment(Wire.UNFINISHED).build();
    return list(calls.once(request(url).get().build())).messages();
  }

  /**
   * How much the mailbox has taken, and may take.
   *
   * @return empty if the relay does not tell
   */
  public Optional<MailboxAllowance> allowance() throws IOException {
    HttpUrl url = path().addPathSegment(Wire.ALLOWANCE).build();
    Calls.Reply reply = calls.any(request(url).get().build());
    if (reply.status() == NOT_FOUND) {
      return Optional.empty(); // of an earlier version
    }
    try {
      return Optional.of(MailboxAllowance.read(reply.successful().body().toByteArray()));
    } catch (IllegalArgumentException e) {
      throw new IOException("The relay's allowance cannot be read", e);
    }
  }

  /**
   * Opens a message at an offset. One that is coming in comes as fast as its sender sends it, and
   * breaks when that takes a pause.
   *
   * @param offset from 0 to less than its size
   * @return the bytes from there on; the caller closes the stream, also before its end. It may
   *     break at any byte
   * @throws EnvelopeLostException if the relay does not hold the message, or no longer
   */
  public InputStream read(Message message, long offset) throws IOException {
    Request.Builder get = request(path(message).build()).get();
    if (offset > 0) {
      get.header("Range", "bytes=" + offset + "-");
    }
    return calls.stream(get.build(), offset > 0 ? PARTIAL_CONTENT : OK);
  }

  /**
   * Ends a message, also one that is unfinished: the relay then holds only the reply.
   *
   * @param reply up to {@link Wire#MAX_MESSAGE} bytes
   * @throws EnvelopeLostException if the relay does not hold the message, or no longer
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
   * Lets the relay forget a message, so that its sender sends it again. If the sender has already
   * sent it again since it was listed, the new one stays.
   *
   * @throws IOException if the relay cannot be reached or refuses
   */
  public void forget(Message message) throws IOException {
    HttpUrl url = path(message).addQueryParameter(Wire.UPLOAD, message.upload().toString()).build();
    calls.once(request(url).delete().build());
  }

  /**
   * How far the relay's clock was ahead of this machine's, by its last answer that told the time;
   * accurate to about 30 s, negative if it was behind. Only a hint: any proxy in between can change
   * it.
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

  /** Closes the client and ends the calls of other threads, which get an {@link IOException}. */
  @Override
  public void close() {
    calls.close();
  }
}
