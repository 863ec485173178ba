package nz.co.medimage.observer.notify;

import java.io.IOException;
import java.net.Proxy;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** POSTs each message to an address. It follows no redirect: others are not to have the header. */
final class Webhook implements Channel {
  private static final Pattern HEADER =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*([\\x20-\\x7E]+)");

  /** What OkHttp or HTTP set themselves. */
  private static final Pattern NOT_OURS =
      Pattern.compile("(?i)host|content-length|content-type|transfer-encoding|connection");

  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]+){3}|::1");

  private final HttpUrl url;
  private final Optional<Matcher> header;
  private final MediaType mediaType;
  private final OkHttpClient client;

  private Webhook(HttpUrl url, Optional<Matcher> header, String mediaType, Duration timeout) {
    this.url = url;
    this.header = header;
    this.mediaType = MediaType.get(mediaType);
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .callTimeout(timeout)
            .connectTimeout(timeout)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS));
    if (isLoopback(url)) {
      builder.proxy(Proxy.NO_PROXY);
    }
    client = builder.build();
  }

  /**
   * Checks the settings.
   *
   * @param header a name, a colon and a value
   * @param isPlainAllowed whether the address may be one of http on another computer
   * @throws IllegalArgumentException with one sentence for the user, without the address
   */
  static Webhook to(
      String address,
      Optional<String> header,
      boolean isPlainAllowed,
      String mediaType,
      Duration timeout) {
    @Nullable HttpUrl url = HttpUrl.parse(address);
    if (url == null) {
      throw new IllegalArgumentException(
          "The setting url must be an address such as https://chat.example/hooks/1.");
    }
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      throw new IllegalArgumentException(
          "The setting url must be without a user; use the setting header for a password.");
    }
    if (!url.isHttps() && !isPlainAllowed && !isLoopback(url)) {
      throw new IllegalArgumentException(
          "The setting url must begin with https: or others in the network can read what is sent."
              + " To send it nevertheless set allow-plain-http to true.");
    }
    return new Webhook(url, header.map(Webhook::parsed), mediaType, timeout);
  }

  private static boolean isLoopback(HttpUrl url) {
    return LOOPBACK.matcher(url.host()).matches();
  }

  private static Matcher parsed(String header) {
    Matcher matcher = HEADER.matcher(header);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "The setting header must be a name, a colon and a value in ASCII, such as"
              + " 'Authorization: Bearer SECRET'.");
    }
    if (NOT_OURS.matcher(matcher.group(1)).matches()) {
      throw new IllegalArgumentException(
          "The setting header must not be " + matcher.group(1) + ", which is set already.");
    }
    return matcher;
  }

  @Override
  public void send(byte[] message) throws IOException {
    Request.Builder request =
        new Request.Builder().url(url).post(RequestBody.create(message, mediaType));
    header.ifPresent(given -> request.header(given.group(1), given.group(2)));
    int status = post(request.build());
    if (status < 200 || status > 299) {
      throw new IOException(url.host() + " (HTTP " + status + ")");
    }
  }

  private int post(Request request) throws IOException {
    try (Response response = client.newCall(request).execute()) {
      return response.code();
    } catch (IOException e) {
      throw new IOException(url.host() + " (" + e.getClass().getSimpleName() + ")", e);
    }
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
  }
}
