package nz.co.medimage.cli;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.Arrays;
import java.util.List;

/** Reads a QR off the lines of a terminal, as a camera would. */
final class PrintedQr {
  /** Pixels of the picture for each module. */
  private static final int SCALE = 4;

  private static final int WHITE = 0xFFFFFF;

  private PrintedQr() {}

  /**
   * Reads it.
   *
   * @param background the colour of the terminal, where nothing is drawn
   * @param drawn the colour of its text
   */
  static String read(List<String> lines, int background, int drawn) throws ReaderException {
    int width = lines.get(0).length() * SCALE;
    int height = lines.size() * 2 * SCALE;
    int[] pixels = new int[width * height];
    Arrays.fill(pixels, background);
    for (int y = 0; y < height; y++) {
      String line = lines.get(y / (2 * SCALE));
      boolean isUpper = y / SCALE % 2 == 0;
      for (int x = 0; x < width; x++) {
        if (isDrawn(line.charAt(x / SCALE), isUpper)) {
          pixels[y * width + x] = drawn;
        }
      }
    }
    return new QRCodeReader()
        .decode(
            new BinaryBitmap(
                new GlobalHistogramBinarizer(new RGBLuminanceSource(width, height, pixels))))
        .getText();
  }

  /** Reads one that was printed without colours, as a dark terminal shows it. */
  static String readOffDark(List<String> lines) throws ReaderException {
    return read(lines, 0, WHITE);
  }

  /** Reads one that was printed black on white. */
  static String readInColour(List<String> lines) throws ReaderException {
    return read(lines.stream().map(PrintedQr::withoutColours).toList(), WHITE, 0);
  }

  private static String withoutColours(String line) {
    return line.replaceAll("\u001b\\[[0-9;]*m", "");
  }

  private static boolean isDrawn(char block, boolean isUpper) {
    return switch (block) {
      case '\u2588' -> true;
      case '\u2580' -> isUpper;
      case '\u2584' -> !isUpper;
      case ' ' -> false;
      default -> throw new AssertionError("no block: " + block);
    };
  }
}
