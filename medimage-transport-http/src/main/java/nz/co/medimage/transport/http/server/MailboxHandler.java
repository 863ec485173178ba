package nz.co.medimage.transport.http.server;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.PairingRefusedException;
import nz.co.medimage.transport.http.v1.CanonicalUuid;
import nz.co.medimage.transport.http.v1.Problem;
import nz.co.medimage.transport.http.v1.SenderList;
import nz.co.medimage.transport.http.v1.SenderPage;
import nz.co.medimage.transport.http.v1.WaitingList;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Serves receivers at a relay from {@link Mailboxes}. */
public final class MailboxHandler extends Handler.Abstract {
  private static final String UUID_TEXT =
      "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})";
  private static final Pattern MAILBOX =
      Pattern.compile(Pattern.quote(Wire.MAILBOXES + "/") + UUID_TEXT + "(?:/(.*))?");
  private static final Pattern OFFER = Pattern.compile(Wire.OFFERS + "/([0-9]{1,6})");
  private static final Pattern MESSAGE =
      Pattern.compile(Wire.MESSAGES + "/" + UUID_TEXT + "/" + UUID_TEXT + "(/" + Wire.REPLY + ")?");

  private final Mailboxes mailboxes;
  private final SmallBody bodies = new SmallBody();
  private final LongPolls parked = new LongPolls();
  private final DownloadBlocks blocks = new DownloadBlocks();

  /** Makes the handler. */
  public MailboxHandler(Mailboxes mailboxes) {
    this.mailboxes = mailboxes;
    addBean(parked);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Matcher path = MAILBOX.matcher(Request.getPathInContext(request));
    if (!path.matches()) {
      return false;
    }
    Exchange exchange = new Exchange(request, response, callback, UUID.fromString(path.group(1)));
    try {
      exchange.serve(Optional.ofNullable(path.group(2)));
    } catch (Throwable e) {
      Responses.fail(response, callback, e);
    }
    return true;
  }

  /** One request. */
  private final class Exchange {
    private final Request request;
    private final Response response;
    private final Callback callback;
    private final UUID mailbox;

    Exchange(Request request, Response response, Callback callback, UUID mailbox) {
      this.request = request;
      this.response = response;
      this.callback = callback;
      this.mailbox = mailbox;
    }

    void serve(Optional<String> below) throws IOException {
      Credential credential = Responses.credential(request);
      if (!credential.id().equals(mailbox)) {
        throw nothing();
      }
      if (!below.isPresent()) {
        enrol(credential);
        return;
      }
      Matcher offer = OFFER.matcher(below.get());
      Matcher message = MESSAGE.matcher(below.get());
      boolean isOfAnySession =
          below.get().equals(Wire.SESSION) || (message.matches() && message.group(3) != null);
      if (isOfAnySession) {
        mailboxes.authenticate(credential);
      } else {
        mailboxes.authenticate(credential, session());
      }
      if (below.get().equals(Wire.SESSION)) {
        end();
      } else if (below.get().equals(Wire.SENDERS)) {
        admit();
      } else if (below.get().equals(Wire.WAITING)) {
        poll();
      } else if (below.get().equals(Wire.UNFINISHED)) {
        unfinished();
      } else if (below.get().equals(Wire.ALLOWANCE)) {
        allowance();
      } else if (offer.matches()) {
        offer(offer.group(1));
      } else if (message.matches()) {
        UUID from = UUID.fromString(message.group(1));
        UUID id = UUID.fromString(message.group(2));
        if (message.group(3) == null) {
          message(from, id);
        } else {
          reply(from, id);
        }
      } else {
        throw nothing();
      }
    }

    private void enrol(Credential credential) throws IOException {
      Responses.allow(request, response, "PUT");
      String key = request.getHeaders().get(Wire.ENROLMENT_KEY);
      var unused =
          mailboxes
              .enrol(
                  credential,
                  new Enrolment(
                      session(), Optional.ofNullable(key), LocalRequests.isLocal(request)))
              .whenComplete(this::enrolled);
    }

    private void enrolled(@Nullable Boolean isNew, @Nullable Throwable e) {
      if (isNew == null) {
        Responses.fail(response, callback, e == null ? new IllegalStateException() : e);
      } else {
        status(isNew ? HttpStatus.CREATED_201 : HttpStatus.NO_CONTENT_204);
      }
    }

    private UUID session() throws StatusException {
      String header = request.getHeaders().get(Wire.MAILBOX_SESSION);
      return readable(
          () -> CanonicalUuid.parse(header == null ? "" : header, Wire.MAILBOX_SESSION));
    }

    private void end() throws IOException {
      Responses.allow(request, response, "DELETE");
      mailboxes.endSession(mailbox, session());
      status(HttpStatus.NO_CONTENT_204);
    }

    private void admit() throws IOException {
      Responses.allow(request, response, "PUT");
      Query query =
          new Query(request, "The query is after= and to=, ids of pairings", "after", "to");
      Optional<PairingId> after = pairing(query, "after");
      Optional<PairingId> to = pairing(query, "to");
      bodies.read(
          request,
          response,
          callback,
          Wire.MAX_LIST,
          body -> {
            mailboxes.admit(
                mailbox, readable(() -> new SenderPage(after, to, SenderList.read(body))));
            status(HttpStatus.NO_CONTENT_204);
          });
    }

    private Optional<PairingId> pairing(Query query, String name) throws StatusException {
      String id = query.value(name, "");
      return id.isEmpty() ? Optional.empty() : Optional.of(readable(() -> PairingId.parse(id)));
    }

    private void offer(String nameplate) throws IOException {
      Responses.allow(request, response, "PUT", "DELETE");
      if (request.getMethod().equals("DELETE")) {
        mailboxes.release(mailbox, nameplate);
        status(HttpStatus.NO_CONTENT_204);
        return;
      }
      String usage =
          "The query is seconds= and a number from 1 to " + Wire.MAX_OFFER.toMillis() / 1000;
      Query query = new Query(request, usage, "seconds");
      var term = query.seconds("seconds");
      if (term.isZero() || term.compareTo(Wire.MAX_OFFER) > 0) {
        throw query.malformed();
      }
      if (!mailboxes.reserve(mailbox, nameplate, term)) {
        throw new StatusException(HttpStatus.CONFLICT_409, "Another receiver has this nameplate");
      }
      status(HttpStatus.NO_CONTENT_204);
    }

    private void poll() throws IOException {
      Responses.allow(request, response, "GET");
      Query query =
          new Query(request, "The query is after= and wait=, a number of seconds", "after", "wait");
      var wait = query.wait("wait");
      String after = query.value("after", WaitingList.FROM_THE_START);
      parked.park(
          request,
          response,
          callback,
          wait,
          mailboxes.waiting(mailbox, session(), after, scope()),
          (list, e) -> Responses.outcome(response, callback, Wire.JSON, toJson(list), e));
    }

    private Mailboxes.Scope scope() {
      return Wire.COMING_TOO.equals(request.getHeaders().get(Wire.MAILBOX_COMING))
          ? Mailboxes.Scope.COMING_TOO
          : Mailboxes.Scope.WHOLE;
    }

    private void unfinished() throws IOException {
      Responses.allow(request, response, "GET");
      Responses.outcome(
          response, callback, Wire.JSON, mailboxes.unfinished(mailbox).toJson(), null);
    }

    private void allowance() throws IOException {
      Responses.allow(request, response, "GET");
      Responses.outcome(response, callback, Wire.JSON, mailboxes.allowance(mailbox).toJson(), null);
    }

    private byte @Nullable [] toJson(@Nullable WaitingList list) {
      return list == null ? null : list.toJson();
    }

    private void message(UUID from, UUID id) throws IOException {
      Responses.allow(request, response, "GET", "DELETE");
      if (request.getMethod().equals("DELETE")) {
        Query query = new Query(request, "The query is upload=, a UUID", Wire.UPLOAD);
        mailboxes.forget(
            mailbox,
            from,
            id,
            readable(() -> CanonicalUuid.parse(query.value(Wire.UPLOAD, ""), Wire.UPLOAD)));
        status(HttpStatus.NO_CONTENT_204);
        return;
      }
      Download download = new Download(request, mailboxes.size(mailbox, from, id), blocks);
      download.send(
          response, callback, mailboxes.read(mailbox, session(), from, id, download.offset()));
    }

    private void reply(UUID from, UUID id) throws IOException {
      Responses.allow(request, response, "PUT");
      UUID session = session();
      boolean refusal = isProblem(request.getHeaders().get(HttpHeader.CONTENT_TYPE));
      bodies.read(
          request,
          response,
          callback,
          Wire.MAX_MESSAGE,
          body -> {
            if (refusal) {
              mailboxes.refuse(mailbox, session, from, id, refusal(body));
            } else {
              mailboxes.reply(mailbox, session, from, id, body);
            }
            status(HttpStatus.NO_CONTENT_204);
          });
    }

    private void status(int status) {
      Responses.status(response, callback, status);
    }
  }

  /** With or without a charset. */
  private static boolean isProblem(@Nullable String contentType) {
    return contentType != null && contentType.split(";", 2)[0].trim().equals(Wire.PROBLEM_JSON);
  }

  private static PairingRefusedException refusal(byte[] body) throws StatusException {
    if (Problem.read(0, body).toException() instanceof PairingRefusedException refused) {
      return refused;
    }
    throw new StatusException(
        HttpStatus.BAD_REQUEST_400, "A receiver refuses with wrong-code, no-offer or bad-message");
  }

  private interface Parse<T> {
    T get();
  }

  private static <T> T readable(Parse<T> parse) throws StatusException {
    try {
      return parse.get();
    } catch (IllegalArgumentException e) {
      throw new StatusException(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
    }
  }

  private static StatusException nothing() {
    return new StatusException(HttpStatus.NOT_FOUND_404, "There is nothing here");
  }
}
