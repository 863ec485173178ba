package nz.co.medimage.crypto;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A pairing link: a pairing code and the addresses at which its receiver may be, as one URL that a
 * receiver shows as a QR and a sender takes in place of a typed code. It leads to a page that
 * pairs, if there is one; the code is in the fragment, which browsers send to no server. Immutable.
 *
 * <p>Source: {@code spec/pairing-v1.md}, section "Link".
 */
public final class PairingUri {
  /** The maximum number of addresses. */
  public static final int MAX_ADDRESSES = 8;

  /** The maximum length of a link, in characters. */
  public static final int MAX_LENGTH = 1000;

  /** Without a query, and by the characters of RFC 3986, section 3.3. */
  private static final Pattern TO_A_PATH =
      Pattern.compile("\\w+://[^/]+(?:/(?:[-\\w.~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?");

  private static final String VERSION = "1";
  private static final String WITHOUT_PAGE = "medimage:";
  private static final Pattern BEGINNING =
      Pattern.compile("(?:https?|medimage):", Pattern.CASE_INSENSITIVE);
  private static final Pattern SIGNS = Pattern.compile("[!-~]+");
  private static final String NOT_ONE =
      "This is not a pairing link: copy all of it as the receiver shows it, or type the pairing"
          + " code.";

  private final @Nullable String page;
  private final PairingCode code;
  private final List<String> addresses;

  private PairingUri(@Nullable String page, PairingCode code, List<String> addresses) {
    this.page = page;
    this.code = code;
    this.addresses = addresses;
  }

  /**
   * Makes a link that leads to no page: it begins with {@code medimage:}.
   *
   * @param addresses the best first, each {@code host:port} or the URL of a relay. What a link
   *     cannot carry is left out: addresses of another form, repeated ones, and the last ones if
   *     there are more than {@link #MAX_ADDRESSES} or the link would be too long
   */
  public static PairingUri of(PairingCode code, List<String> addresses) {
    Objects.requireNonNull(code, "code");
    List<String> usable = new ArrayList<>();
    for (String address : addresses) {
      if (usable.size() < MAX_ADDRESSES
          && PairingAddress.isOne(address)
          && !usable.contains(address)) {
        usable.add(address);
      }
    }
    return fitting(null, code, usable);
  }

  /**
   * Returns the same link for a page that takes it.
   *
   * @param page the URL at which the page opens, such as {@code https://relay.example/p}, of at
   *     most 500 characters; plain {@code http} only for this machine
   * @throws IllegalArgumentException with one sentence if it is not such a URL
   */
  public PairingUri withPage(String page) {
    return fitting(checkPage(page), code, addresses);
  }

  /**
   * Checks the URL of a page before there is a link, so that a program can refuse it at its start.
   *
   * @param page as {@link #withPage} takes it
   * @return the same
   * @throws IllegalArgumentException with one sentence if it is not such a URL
   */
  public static String checkPage(String page) {
    if (PairingAddress.isPage(page) && TO_A_PATH.matcher(page).matches()) {
      return page;
    }
    throw new IllegalArgumentException(
        "a page for pairing has a URL such as https://relay.example/p, without a query or"
            + " fragment");
  }

  private static PairingUri fitting(
      @Nullable String page, PairingCode code, List<String> addresses) {
    for (int count = addresses.size(); ; count--) {
      PairingUri uri = new PairingUri(page, code, List.copyOf(addresses.subList(0, count)));
      if (count == 0 || uri.text().length() <= MAX_LENGTH) {
        return uri;
      }
    }
  }

  /**
   * Whether a text is meant as a link and not as a code, by its beginning. {@link #parse} may still
   * refuse it.
   */
  public static boolean isLink(String typed) {
    return BEGINNING.matcher(typed).region(start(typed), typed.length()).lookingAt();
  }

  /**
   * Where the text begins behind blanks. By hand, as a pattern might look at a blank many times.
   */
  private static int start(String typed) {
    int start = 0;
    while (start < typed.length() && isBlank(typed.charAt(start))) {
      start++;
    }
    return start;
  }

  private static String withoutBlanks(String typed) {
    int start = start(typed);
    int end = typed.length();
    while (end > start && isBlank(typed.charAt(end - 1))) {
      end--;
    }
    return typed.substring(start, end);
  }

  /** All blanks of Unicode are in its first plane, so that each is one character here. */
  private static boolean isBlank(char sign) {
    return (sign >= '\t' && sign <= '\r') || Character.isSpaceChar(sign);
  }

  /**
   * Reads a link, with any blanks around it.
   *
   * @throws IllegalArgumentException with one sentence for the user if the text is not a link, or
   *     one of a later version
   */
  public static PairingUri parse(String typed) {
    String text = withoutBlanks(typed);
    int fragment = text.indexOf('#');
    if (text.length() > MAX_LENGTH
        || fragment < 0
        || !isLink(text)
        || !SIGNS.matcher(text).matches()) {
      throw new IllegalArgumentException(NOT_ONE);
    }
    @Nullable String page = readPage(text.substring(0, fragment));
    FormFields fields = FormFields.parse(text.substring(fragment + 1));
    if (!only(fields, "v").equals(VERSION)) {
      throw new IllegalArgumentException(
          "This pairing link is of a later version: update this device, or type the pairing code.");
    }
    List<String> addresses = fields.all("a");
    if (addresses.size() > MAX_ADDRESSES) {
      throw new IllegalArgumentException(NOT_ONE);
    }
    PairingCode code = code(only(fields, "c"));
    addresses.removeIf(address -> !PairingAddress.isOne(address));
    return new PairingUri(page, code, List.copyOf(addresses));
  }

  private static @Nullable String readPage(String text) {
    if (text.toLowerCase(Locale.ROOT).equals(WITHOUT_PAGE)) {
      return null;
    }
    if (!PairingAddress.isPage(text)) {
      throw new IllegalArgumentException(NOT_ONE);
    }
    return text;
  }

  private static String only(FormFields fields, String name) {
    List<String> values = fields.all(name);
    if (values.size() != 1) {
      throw new IllegalArgumentException(NOT_ONE);
    }
    return values.get(0);
  }

  private static PairingCode code(String text) {
    try {
      return PairingCode.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(NOT_ONE, e);
    }
  }

  /** The pairing code. */
  public PairingCode code() {
    return code;
  }

  /**
   * Where the receiver may be, the best first, possibly nowhere: each {@code host:port} or the URL
   * of a relay.
   */
  public List<String> addresses() {
    return addresses;
  }

  /**
   * The page that takes this link; empty if it leads to none. It is as trustworthy as whoever
   * showed the link.
   */
  public Optional<String> page() {
    return Optional.ofNullable(page);
  }

  /**
   * The whole link. It contains the code, so it is secret while the offer is open: never log it.
   */
  public String text() {
    StringBuilder text = new StringBuilder(page == null ? WITHOUT_PAGE : page);
    text.append("#v=").append(VERSION).append("&c=").append(FormFields.encode(code.text()));
    for (String address : addresses) {
      text.append("&a=").append(FormFields.encode(address));
    }
    return text.toString();
  }

  /** Hides the secret. */
  @Override
  public String toString() {
    return "PairingUri[" + code.nameplate() + "]";
  }
}
