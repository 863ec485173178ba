package nz.co.medimage.sink.practice.internal.web;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to one practice system, each once, with the login of the profile. Safe for use by
 * several threads.
 */
final class WebClient implements Closeable {
  private static final int UNAUTHORIZED = 401;

  /** What all share: reading Java's own authorities takes a while. */
  private static final class Shared {
    static final OkHttpClient CLIENT = new OkHttpClient();
  }

  private final String name;
  private final Server server;
  private final Clock clock;
  private final Set<Call> running = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;
  private @Nullable OkHttpClient client;
  private @Nullable TokenSource tokens;

  /**
   * Makes one; opens nothing.
   *
   * @param name what people call the system
   */
  WebClient(String name, Server server, Clock clock) {
    this.name = name;
    this.server = server;
    this.clock = clock;
  }

  Server server() {
    return server;
  }

  /** What sentences call the system, such as {@code Cliniko (api.au1.cliniko.com)}. */
  String target() {
    return name + " (" + server.url().host() + ")";
  }

  /** Opens nothing; reads the files of certificates. */
  private synchronized OkHttpClient client() throws IOException {
    if (client == null) {
      OkHttpClient.Builder builder =
          Shared.CLIENT
              .newBuilder()
              .protocols(List.of(Protocol.HTTP_1_1))
              // A connection that was kept may be closed at the other end, unseen until a request
              // was written to it: nobody could tell then whether the request arrived.
              .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
              .retryOnConnectionFailure(false)
              .followRedirects(false)
              .followSslRedirects(false)
              .eventListenerFactory(SentWatch.FACTORY)
              .addNetworkInterceptor(WebClient::onlyOnce)
              .connectTimeout(server.timeout())
              .readTimeout(server.timeout())
              .writeTimeout(server.timeout())
              .callTimeout(server.timeout());
      X509TrustManager trusted = server.tls().trusted();
      builder.sslSocketFactory(server.tls().context(trusted).getSocketFactory(), trusted);
      client = builder.build();
    }
    return client;
  }

  /** OkHttp repeats a request at once by itself if the answer is 503 with this header. */
  private static Response onlyOnce(Interceptor.Chain chain) throws IOException {
    Response response = chain.proceed(chain.request());
    String wait = response.header("Retry-After");
    return wait == null || !wait.strip().matches("0+")
        ? response
        : response.newBuilder().removeHeader("Retry-After").build();
  }

  private synchronized TokenSource tokens(Login.ClientCredentials login) {
    if (tokens == null) {
      tokens = new TokenSource(login, this::once, clock);
    }
    return tokens;
  }

  /**
   * Sends a request, and once more if its token was refused, which the server says before it does
   * anything.
   *
   * @throws CallFailedException if there is no answer
   */
  Answer send(Request request) throws IOException {
    if (!server.isOrigin(request.url())) {
      return once(request);
    }
    Request.Builder own = request.newBuilder();
    server.headers().forEach(each -> own.header(each.getFirst(), each.getSecond()));
    if (server.login() instanceof Login.ClientCredentials credentials) {
      TokenSource source = tokens(credentials);
      String token = source.token();
      Answer answer = once(own.header("Authorization", "Bearer " + token).build());
      if (answer.status() != UNAUTHORIZED) {
        return answer;
      }
      source.refused(token);
      return once(own.header("Authorization", "Bearer " + source.token()).build());
    }
    if (server.login() instanceof Login.Fixed fixed && !fixed.name().isEmpty()) {
      own.header(fixed.name(), fixed.value());
    }
    return once(own.build());
  }

  /** Sends a request without a login. */
  Answer bare(Request request) throws IOException {
    return once(request);
  }

  /** Gets a token if the login needs one, and none is there. */
  void login() throws IOException {
    if (server.login() instanceof Login.ClientCredentials credentials) {
      tokens(credentials).token();
    }
  }

  private OkHttpClient prepared() throws CallFailedException {
    try {
      return client();
    } catch (IOException e) {
      throw new CallFailedException(String.valueOf(e.getMessage()), true, e);
    }
  }

  private Answer once(Request request) throws IOException {
    SentWatch watch = new SentWatch();
    Call call = prepared().newCall(watch.watching(request));
    running.add(call);
    try {
      if (isClosed) {
        throw new IOException("it is closed");
      }
      try (Response response = execute(call)) {
        return new Answer(response.code(), response.headers(), body(response));
      }
    } catch (IOException e) {
      String where = server.isOrigin(request.url()) ? target() : request.url().host();
      String sentence = Faults.sentence(where, e);
      throw new CallFailedException(sentence, !watch.mayBeSent(), e);
    } finally {
      running.remove(call);
    }
  }

  /** OkHttp throws InterruptedException too, as Kotlin lets it, without declaring it. */
  private static Response execute(Call call) throws IOException {
    try {
      return call.execute();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted").initCause(e);
    }
  }

  private byte[] body(Response response) throws IOException {
    BufferedSource source = response.body().source();
    if (source.request(server.maxAnswer() + 1)) {
      throw new IOException("the answer is longer than max-answer");
    }
    return source.readByteArray();
  }

  @Override
  public void close() {
    isClosed = true;
    running.forEach(Call::cancel);
  }
}
