package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.testkit.MedimageProcess;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link that a receiver prints, and a phone that pairs with it, each in a process. */
@Timeout(120)
@Tag("process")
class PairingLinkTest {
  private static final List<String> UTF_8 = List.of("env", "LC_ALL=C.UTF-8", "NO_COLOR=1");

  @TempDir Path folder;

  private PcAndPhone setup;

  @BeforeEach
  void setUp() {
    setup = new PcAndPhone(folder);
  }

  private MedimageProcess receive(Object... more) throws IOException {
    return receiveBy(UTF_8, Stream.concat(Stream.of("--pair"), Stream.of(more)).toArray());
  }

  private MedimageProcess receiveBy(List<String> starter, Object... more) throws IOException {
    return MedimageProcess.startBy(starter, setup.receiving(0, more));
  }

  private void pairs(String link) throws Exception {
    try (MedimageProcess phone =
        MedimageProcess.start("pair", link, "--home", folder.resolve("phone"), "--no-discovery")) {
      assertEquals(Medimage.OK, phone.exit(), phone::toString);
      assertEquals(List.of("Paired with PC"), phone.lines());
    }
  }

  private void sendsTo(MedimageProcess receiver) throws Exception {
    Path photo = Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(1));
    Run sent = setup.phone("send", photo, "--tag", "#ZAC5361 arm");
    assertEquals(Medimage.OK, sent.exit(), sent.err());
    receiver.await("Delivered ([0-9a-f-]{36})");
  }

  @Test
  void overTheLocalNetworkThePhonePairsWithTheLinkAndWithWhatTheQrSays() throws Exception {
    try (MedimageProcess receiver = receive("--qr")) {
      String port = receiver.await("on port ([0-9]+)");
      String code = receiver.await("Pairing code: (\\S+) \\(valid until [0-9]{2}:[0-9]{2}\\)$");
      String link = receiver.await("^Pairing link: (.*)$");
      List<String> qr = new ArrayList<>(List.of(receiver.await("^\u2588+$")));
      while (qr.size() * 2 < qr.get(0).length()) {
        qr.add(receiver.await("^\u2588{4}.*\u2588{4}$"));
      }

      assertEquals("medimage:#v=1&c=" + code + "&a=127.0.0.1%3A" + port, link);
      assertEquals(link, PrintedQr.readOffDark(qr));
      pairs(link);
      sendsTo(receiver);
    }
  }

  @Test
  void whereNobodyListensAtTheFirstAddressThePhonePairsOverTheRelay() throws Exception {
    try (MedimageProcess relay = setup.relay()) {
      String url = PcAndPhone.url(relay);
      try (MedimageProcess receiver = receive("--relay", url)) {
        String lan = "&a=127.0.0.1%3A" + receiver.await("on port ([0-9]+)");
        String code = receiver.await("Pairing code: (\\S+) ");
        String link = receiver.await("^Pairing link: (.*)$");
        String encoded = url.replace(":", "%3A").replace("/", "%2F");

        assertEquals("medimage:#v=1&c=" + code + lan + "&a=" + encoded, link);
        pairs(link.replace(lan, "&a=127.0.0.1%3A1"));
        sendsTo(receiver);
      }
    }
  }

  @Test
  void inJsonTheLinkIsAFieldAndNoQrIsDrawn() throws Exception {
    try (MedimageProcess receiver = receive("--json", "--qr")) {
      String link = receiver.await("\"event\":\"pairing-code\".*\"link\":\"([^\"]*)\"");
      pairs(link);
      receiver.await("\"event\":\"paired\"");
      assertFalse(receiver.toString().contains("\u2588"), receiver.toString());
    }
  }

  @Test
  void elsewhereThanOnATerminalNoQrIsDrawn() throws Exception {
    try (MedimageProcess receiver = receive("--link-page", "https://photos.example/p")) {
      String link = receiver.await("^Pairing link: (.*)$");
      assertTrue(link.startsWith("https://photos.example/p#v=1&c="), link);
      pairs(link);
      receiver.await("Paired with");
      assertFalse(receiver.toString().contains("\u2588"), receiver.toString());
    }
  }

  @Test
  void whereTheCharsetHasNoBlocksTheLinkAloneIsPrinted() throws Exception {
    List<String> ascii = List.of("env", "LC_ALL=C", "JAVA_TOOL_OPTIONS=-Dfile.encoding=US-ASCII");
    try (MedimageProcess receiver = receiveBy(ascii, "--pair", "--qr")) {
      String link = receiver.await("^Pairing link: (.*)$");
      pairs(link);
      receiver.await("Paired with");
      assertFalse(receiver.toString().contains("??"), receiver.toString());
    }
  }

  @Test
  void whatIsNoLinkIsRefusedInASentence() {
    for (String wrong : List.of("medimage:#v=1", "https://relay.example/p", "medimage:7-QXKD")) {
      Run run = setup.phone("pair", wrong);
      assertEquals(Medimage.USAGE, run.exit());
      assertEquals(
          "medimage: This is not a pairing link: copy all of it as the receiver shows it, or type"
              + " the pairing code."
              + System.lineSeparator(),
          run.err());
    }
  }

  /** The relay of the same machine has its options in the environment too. */
  @Test
  void theEnvironmentNamesThePageOfTheRelay() throws Exception {
    try (MedimageProcess relay = setup.relay()) {
      String url = PcAndPhone.url(relay);
      List<String> environment =
          List.of("env", "MEDIMAGE_LINK_PAGE=relay", "MEDIMAGE_PHONE_PAGE=true");
      try (MedimageProcess receiver = receiveBy(environment, "--pair", "--relay", url)) {
        String link = receiver.await("^Pairing link: (.*)$");
        assertTrue(link.startsWith(url + "/p#v=1&c="), link);
        pairs(link);
      }
    }
  }

  @Test
  void withoutARelayItsPageIsNotOpened() throws Exception {
    try (MedimageProcess receiver = receive("--link-page", "relay")) {
      receiver.await(
          "--link-page relay: this receiver has no relay, so the pairing link opens no page");
      assertTrue(receiver.await("^Pairing link: (.*)$").startsWith("medimage:#v=1&c="));
    }
  }

  @Test
  void optionsThatCannotWorkAreRefusedBeforeAnythingStarts() {
    assertEquals(
        "medimage: --qr shows what --pair offers, which is not given: give both, or neither"
            + System.lineSeparator(),
        wrong("--qr"));
    for (String page :
        List.of("photos.example", "http://photos.example/p", "https://x/?q", "https://x/#", "")) {
      assertEquals(
          "medimage: --link-page takes the word relay or the URL of a page, not '"
              + page
              + "': a page for pairing has a URL such as https://relay.example/p, without a query"
              + " or fragment"
              + System.lineSeparator(),
          wrong("--pair", "--link-page", page));
    }
    assertFalse(Files.exists(folder.resolve("pc")));
  }

  private String wrong(Object... options) {
    Run run = Run.of(setup.receiving(0, options));
    assertEquals(Medimage.USAGE, run.exit(), run.out());
    return run.err();
  }
}
