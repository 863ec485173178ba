package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import okhttp3.Credentials;
import okhttp3.FormBody;
import okhttp3.Request;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the token of OAuth2 client credentials until shortly before it ends: RFC 6749, section 4.4.
 * Safe for use by several threads, of which one fetches it and the others wait.
 */
final class TokenSource {
  /** What a server that does not say gives at least. */
  private static final long USUAL_SECONDS = 300;

  private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();
  private static final int MOST_EARLY_SECONDS = 60;

  private final Login.ClientCredentials login;
  private final Sender sender;
  private final Clock clock;
  private @Nullable String token;
  private Instant end = Instant.EPOCH;

  /** Sends a request. */
  @FunctionalInterface
  interface Sender {
    Answer send(Request request) throws IOException;
  }

  TokenSource(Login.ClientCredentials login, Sender sender, Clock clock) {
    this.login = login;
    this.sender = sender;
    this.clock = clock;
  }

  /** The token; fetches one if there is none that lasts. */
  synchronized String token() throws IOException {
    if (token == null || !clock.instant().isBefore(end)) {
      fetch();
    }
    return java.util.Objects.requireNonNull(token);
  }

  /** Forgets a token that the server refused. */
  synchronized void refused(String refused) {
    if (refused.equals(token)) {
      token = null;
    }
  }

  private void fetch() throws IOException {
    token = null;
    Instant asked = clock.instant();
    Answer answer;
    try {
      answer = sender.send(request());
    } catch (CallFailedException e) {
      // That the photo did not leave is what counts, not what became of this request.
      throw new CallFailedException("No token: " + e.getMessage(), true, e);
    }
    if (Meaning.of(answer.status(), false) == Meaning.RETRY) {
      throw new CallFailedException(
          "No token: " + login.url().host() + " answered with the status " + answer.status() + ".",
          true,
          null);
    }
    AnswerPart whole = answer.whole(true);
    String fresh = field(whole, "access_token");
    if (answer.status() != 200 || fresh == null || !fresh.matches("[\\x21-\\x7e]+")) {
      throw new LoginFailedException(
          login.url().host()
              + " gave no token, but the status "
              + answer.status()
              + "; see whether client-id, client-secret and scope are right.");
    }
    end = asked.plusSeconds(lasts(field(whole, "expires_in")));
    token = fresh;
  }

  private static long lasts(@Nullable String seconds) {
    long stated = USUAL_SECONDS;
    if (seconds != null && seconds.matches("[0-9]{1,9}")) {
      stated = Math.min(Long.parseLong(seconds), LONGEST_SECONDS);
    }
    return stated - Math.min(MOST_EARLY_SECONDS, stated / 10);
  }

  private static @Nullable String field(AnswerPart whole, String name) {
    return whole instanceof AnswerPart.Json json
            && json.value() instanceof Map<?, ?> map
            && map.get(name) != null
        ? String.valueOf(map.get(name))
        : null;
  }

  private Request request() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("grant_type", "client_credentials");
    fields.putAll(login.parameters());
    FormBody.Builder form = new FormBody.Builder();
    fields.forEach(form::add);
    Request.Builder request = new Request.Builder().url(login.url());
    if (login.isInBody()) {
      form.add("client_id", login.id());
      if (!login.secret().isEmpty()) {
        form.add("client_secret", login.secret());
      }
    } else {
      // RFC 6749, section 2.3.1: both are encoded first.
      request.header(
          "Authorization",
          Credentials.basic(Escape.percent(login.id()), Escape.percent(login.secret())));
    }
    return request.header("Accept", "application/json").post(form.build()).build();
  }
}
