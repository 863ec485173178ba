package nz.co.medimage.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.arbitraries.StringArbitrary;

class PairingUriProperties {
  private static final PairingCode CODE = PairingCode.parse("7-QXKD");
  private static final String NO_PAGE =
      "a page for pairing has a URL such as https://relay.example/p, without a query or fragment";
  private static final List<String> FORMS =
      List.of(
          "This is not a pairing link: copy all of it as the receiver shows it, or type the pairing"
              + " code.",
          "This pairing link is of a later version: update this device, or type the pairing code.");

  @Provide
  static Arbitrary<List<String>> addresses() {
    StringArbitrary name = Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1);
    Arbitrary<Integer> port = Arbitraries.integers().between(1, 0xFFFF);
    Arbitrary<String> lan =
        name.ofMaxLength(20).flatMap(host -> port.map(number -> host + ":" + number));
    Arbitrary<String> relay = name.ofMaxLength(60).map(host -> "https://" + host + ".example");
    Arbitrary<String> ipv6 = port.map(number -> "[2001:db8::" + number % 10 + "]:" + number);
    return Arbitraries.oneOf(lan, relay, ipv6).list().ofMaxSize(12);
  }

  @Provide
  static Arbitrary<Optional<String>> pages() {
    return Arbitraries.of(
            "https://relay.example/p", "https://photos.example:8443/a/b.html", "http://[::1]:80/p")
        .optional();
  }

  private static PairingUri of(PairingCode code, List<String> addresses, Optional<String> page) {
    PairingUri uri = PairingUri.of(code, addresses);
    return page.map(uri::withPage).orElse(uri);
  }

  @Property
  void whatIsWrittenIsReadAgain(
      @ForAll long seed,
      @ForAll("addresses") List<String> addresses,
      @ForAll("pages") Optional<String> page) {
    PairingCode code = PairingCode.generate(new Random(seed), 1 + (int) Math.abs(seed % 6));
    PairingUri uri = of(code, addresses, page);

    PairingUri read = PairingUri.parse(" \n" + uri.text() + "\t");

    assertEquals(code.text(), read.code().text());
    assertEquals(uri.addresses(), read.addresses());
    assertEquals(page, read.page());
    assertEquals(uri.text(), read.text());
    assertTrue(PairingUri.isLink(uri.text()));
    assertFalse(PairingUri.isLink(code.text()));
  }

  @Property
  void theBestAddressesThatFitAreKept(
      @ForAll("addresses") List<String> addresses, @ForAll("pages") Optional<String> page) {
    PairingUri uri = of(CODE, addresses, page);
    List<String> distinct = addresses.stream().distinct().toList();

    assertTrue(uri.text().length() <= 1000);
    assertEquals(distinct.subList(0, uri.addresses().size()), uri.addresses());
    assertTrue(uri.addresses().size() <= 8);
    assertTrue(uri.addresses().size() == Math.min(8, distinct.size()) || uri.text().length() > 800);
  }

  @Property(tries = 2000)
  void anyTextIsReadOrRefusedInASentence(@ForAll String anything, @ForAll boolean isBegun) {
    String text = (isBegun ? "medimage:#v=1&c=7-QXKD&" : "") + anything;
    try {
      assertEquals("7-QXKD", PairingUri.parse(text).code().text());
    } catch (IllegalArgumentException e) {
      assertTrue(FORMS.contains(e.getMessage()), e.getMessage());
    }
  }

  /** As another implementation of the same standard reads it. */
  @Property
  void fieldsAreDecodedAsElsewhere(@ForAll String text) {
    String encoded = FormFields.encode(text);

    assertEquals(URLEncoder.encode(text, StandardCharsets.UTF_8), encoded);
    assertEquals(
        List.of(URLDecoder.decode(encoded, StandardCharsets.UTF_8)),
        FormFields.parse("x=" + encoded).all("x"));
  }

  @Example
  void addressesThatNoLinkCarriesAreLeftOut() {
    List<String> mixed =
        List.of("loopback:Reception", "pc:5566", "http://relay.example", "pc:5566", "pc", "pc:0");

    assertEquals(List.of("pc:5566"), PairingUri.of(CODE, mixed).addresses());
  }

  @Example
  void theLastAddressesGoIfTheLinkWouldBeTooLong() {
    String host = "a".repeat(200);
    List<String> long8 =
        List.of(host + "1:1", host + "2:1", host + "3:1", host + "4:1", host + "5:1");

    assertEquals(long8.subList(0, 4), PairingUri.of(CODE, long8).addresses());
    String page = "https://relay.example/" + "p".repeat(400);
    assertEquals(long8.subList(0, 2), PairingUri.of(CODE, long8).withPage(page).addresses());
  }

  @Example
  void theCodeIsNotPrinted() {
    assertEquals("PairingUri[7]", PairingUri.of(CODE, List.of("pc:5566")).toString());
  }

  @Example
  void whatIsNoPageIsRefused() {
    PairingUri uri = PairingUri.of(CODE, Collections.emptyList());
    for (String page :
        List.of(
            "http://relay.example/p",
            "https://relay.example/p?x",
            "https://relay.example/p#x",
            "https://me@relay.example/p",
            "medimage:",
            "",
            "https://",
            "https://relay.example:0/p",
            "https://r\u00e9lais.example/p",
            "https://relay.example/a b",
            "https://relay.example/{p}",
            "https://relay.example/%p",
            "/p",
            "https://relay.example/" + "p".repeat(500))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> uri.withPage(page), page);
      assertEquals(NO_PAGE, e.getMessage());
      assertEquals(
          NO_PAGE,
          assertThrows(IllegalArgumentException.class, () -> PairingUri.checkPage(page), page)
              .getMessage());
    }
  }

  @Example
  void whatIsAPageIsReturnedAsItIs() {
    for (String page :
        List.of("https://photos.example/p", "http://127.0.0.1:8080/p/", "HTTPS://A.example/%7E")) {
      assertEquals(page, PairingUri.checkPage(page).toString());
    }
  }

  /** A megabyte of blanks, anywhere, takes no longer to read than it takes to pass over once. */
  @Example
  void longTextsAreReadInOneGo() {
    String blanks = " \u2003\n\u00a0".repeat(250_000);
    String link = PairingUri.of(CODE, List.of("pc:5566")).text();
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          assertEquals(link, PairingUri.parse(blanks + link + blanks).text());
          assertTrue(PairingUri.isLink(blanks + link + blanks));
          for (String text :
              List.of(
                  blanks,
                  "medimage:" + blanks + "x",
                  link + blanks + "x",
                  blanks + "medimage:" + blanks + "x" + blanks + "x")) {
            assertEquals(text.contains("medimage:"), PairingUri.isLink(text));
            assertThrows(IllegalArgumentException.class, () -> PairingUri.parse(text));
            assertThrows(IllegalArgumentException.class, () -> PairingCode.parse(text));
          }
          assertEquals(CODE.text(), PairingCode.parse(blanks + "7" + blanks + "qxkd").text());
          for (String text : List.of("7" + blanks, "7" + blanks + "QXKO", "7QXKD" + blanks + "x")) {
            assertThrows(IllegalArgumentException.class, () -> PairingCode.parse(text));
          }
        });
  }
}
