package nz.co.medimage.cli;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.io.Console;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * A QR as lines of text, two rows of it in each line. With colours it is black on white whatever
 * the colours of the terminal are; without them its light modules are drawn, as most terminals are
 * dark, and phones read it either way.
 */
final class TerminalQr {
  private static final String BOTH = "\u2588";
  private static final String UPPER = "\u2580";
  private static final String LOWER = "\u2584";
  private static final String NEITHER = " ";

  /** Black and bright white by their numbers of 256: the first 16 differ between terminals. */
  private static final String BLACK_ON_WHITE = "\u001b[38;5;16;48;5;231m";

  private static final String USUAL_COLOURS = "\u001b[0m";
  private static final int QUIET_ZONE = 4;

  private final BitMatrix modules;

  private TerminalQr(BitMatrix modules) {
    this.modules = modules;
  }

  /** The QR of a text in ASCII. */
  static TerminalQr of(String text) {
    try {
      return new TerminalQr(
          new QRCodeWriter()
              .encode(
                  text,
                  BarcodeFormat.QR_CODE,
                  0,
                  0,
                  Map.of(
                      EncodeHintType.ERROR_CORRECTION,
                      ErrorCorrectionLevel.L,
                      EncodeHintType.MARGIN,
                      QUIET_ZONE)));
    } catch (WriterException e) {
      throw new IllegalArgumentException("the text is too long for a QR", e);
    }
  }

  /** As this terminal shows it; nothing where it cannot. */
  List<String> lines() {
    return canBeShown(Charset.defaultCharset(), consoleCharset())
        ? lines(Ansi.AUTO.enabled())
        : List.of();
  }

  /** From JDK 22 on there is always a console; without a terminal it says what is printed. */
  @SuppressWarnings("SystemConsoleNull")
  private static @Nullable Charset consoleCharset() {
    Console console = System.console();
    return console == null ? null : console.charset();
  }

  /**
   * Whether blocks can be printed.
   *
   * @param printed in which the command prints
   * @param expected by the terminal; null if there is none
   */
  static boolean canBeShown(Charset printed, @Nullable Charset expected) {
    return printed.canEncode()
        && printed.newEncoder().canEncode(BOTH + UPPER + LOWER)
        && (expected == null || expected.equals(printed));
  }

  /** The lines, from the top. */
  List<String> lines(boolean inColour) {
    List<String> lines = new ArrayList<>();
    for (int y = 0; y < modules.getHeight(); y += 2) {
      StringBuilder line = new StringBuilder(inColour ? BLACK_ON_WHITE : "");
      for (int x = 0; x < modules.getWidth(); x++) {
        line.append(block(isDrawn(x, y, inColour), isDrawn(x, y + 1, inColour)));
      }
      lines.add(line.append(inColour ? USUAL_COLOURS : "").toString());
    }
    return lines;
  }

  /** Below the last row there is more of the quiet zone. */
  private boolean isDrawn(int x, int y, boolean darkOnes) {
    return (y < modules.getHeight() && modules.get(x, y)) == darkOnes;
  }

  private static String block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? BOTH : UPPER;
    }
    return lower ? LOWER : NEITHER;
  }
}
