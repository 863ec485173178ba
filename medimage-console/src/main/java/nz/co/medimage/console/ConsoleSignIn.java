package nz.co.medimage.console;

import java.net.InetSocketAddress;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import nz.co.medimage.api.file.Sha256;

/**
 * Lets other computers see the page of a {@link Console}: by TLS on a port of its own, and with a
 * password. What changes settings stays on the receiver's own computer, because add-ons can run
 * programs. {@code SECURITY.md} says what it is good for. Immutable.
 */
public final class ConsoleSignIn {
  /** The fewest characters of a password. */
  public static final int SHORTEST_PASSWORD = 12;

  private final InetSocketAddress address;
  private final SSLContext tls;
  private final Set<String> names;
  private final byte[] password;

  private ConsoleSignIn(
      InetSocketAddress address, SSLContext tls, Set<String> names, byte[] password) {
    this.address = address;
    this.tls = tls;
    this.names = names;
    this.password = password;
  }

  /**
   * Makes one.
   *
   * @param address where to listen; port 0 for any free one
   * @param tls with the certificate that browsers check
   * @param names by which browsers reach it, in general those of the certificate; one that begins
   *     with {@code *.} stands for all names with one word in its place
   * @param password at least {@link #SHORTEST_PASSWORD} characters; its hash is kept
   * @throws IllegalArgumentException with one sentence if the password is shorter, or if there is
   *     no name
   */
  public static ConsoleSignIn of(
      InetSocketAddress address, SSLContext tls, Set<String> names, char[] password) {
    if (password.length < SHORTEST_PASSWORD) {
      throw new IllegalArgumentException(
          "the password of the page has at least " + SHORTEST_PASSWORD + " characters");
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("the page needs a name by which browsers reach it");
    }
    return new ConsoleSignIn(
        Objects.requireNonNull(address, "address"),
        Objects.requireNonNull(tls, "tls"),
        names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet()),
        hash(CharBuffer.wrap(password).toString()));
  }

  private static byte[] hash(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  InetSocketAddress address() {
    return address;
  }

  SSLContext tls() {
    return tls;
  }

  /** Whether a browser reaches it by this name. */
  boolean isName(String host) {
    int dot = host.indexOf('.');
    return names.contains(host) || (dot > 0 && names.contains("*" + host.substring(dot)));
  }

  /** Takes as long whatever is typed. */
  boolean isPassword(String typed) {
    return MessageDigest.isEqual(password, hash(typed));
  }
}
