package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalQrTest {
  private static final String SHORT = "medimage:#v=1&c=7-QXKD";
  private static final String USUAL =
      "https://relay.practice.example/p#v=1&c=7-QXKD&a=192.168.100.20%3A5566"
          + "&a=https%3A%2F%2Frelay.practice.example&a=%5Bfd12%3A3456%3A789a%3A%3A1%5D%3A5566";
  private static final String LONGEST = "medimage:#v=1&c=7-QXKD&x=" + "y".repeat(975);

  @Test
  void whatIsDrawnBlackOnWhiteIsRead() throws Exception {
    for (String link : List.of(SHORT, USUAL, LONGEST)) {
      assertEquals(link, PrintedQr.readInColour(TerminalQr.of(link).lines(true)));
    }
  }

  @Test
  void whatADarkTerminalShowsWithoutColoursIsRead() throws Exception {
    for (String link : List.of(SHORT, USUAL, LONGEST)) {
      assertEquals(link, PrintedQr.readOffDark(TerminalQr.of(link).lines(false)));
    }
  }

  @Test
  void aUsualLinkFitsATerminalWithItsQuietZone() {
    List<String> lines = TerminalQr.of(USUAL).lines(false);

    assertTrue(lines.size() <= 32, "lines: " + lines.size());
    assertTrue(lines.get(0).length() <= 80, "columns: " + lines.get(0).length());
    for (int i = 0; i < 2; i++) {
      assertTrue(lines.get(i).matches("\u2588+"), "quiet zone above");
      assertTrue(lines.get(lines.size() - 1 - i).matches("\u2588+"), "quiet zone below");
    }
    for (String line : lines) {
      assertTrue(line.matches("\u2588{4}.*\u2588{4}"), "quiet zone beside");
    }
  }

  @Test
  void isShownOnlyWhereItsBlocksCanBePrinted() {
    Charset dos = Charset.forName("IBM437");
    assertTrue(TerminalQr.canBeShown(StandardCharsets.UTF_8, StandardCharsets.UTF_8));
    assertTrue(TerminalQr.canBeShown(StandardCharsets.UTF_8, null));
    assertTrue(TerminalQr.canBeShown(dos, dos));
    assertFalse(TerminalQr.canBeShown(StandardCharsets.US_ASCII, null));
    assertFalse(TerminalQr.canBeShown(Charset.forName("windows-1252"), null));
    assertFalse(TerminalQr.canBeShown(StandardCharsets.UTF_8, dos));
  }
}
