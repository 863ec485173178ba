package nz.co.medimage.console;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import java.util.Map;

/** A QR as a drawing in the page; black on white, also where the page is dark. */
final class QrDrawing {
  private static final int QUIET_ZONE = 4;

  private QrDrawing() {}

  /**
   * Draws it.
   *
   * @param text at most 1,000 characters of ASCII
   * @param label for those who do not see it
   */
  static Element of(String text, String label) {
    BitMatrix modules = modules(text);
    StringBuilder dark = new StringBuilder();
    for (int y = 0; y < modules.getHeight(); y++) {
      for (int x = 0; x < modules.getWidth(); x++) {
        int from = x;
        while (x < modules.getWidth() && modules.get(x, y)) {
          x++;
        }
        if (x > from) {
          dark.append("M%d %dh%dv1h-%dz".formatted(from, y, x - from, x - from));
        }
      }
    }
    return Element.of("svg", "qr")
        .set("viewBox", "0 0 " + modules.getWidth() + " " + modules.getHeight())
        .set("role", "img")
        .set("aria-label", label)
        .set("shape-rendering", "crispEdges")
        .add(
            Element.of("path").set("fill", "#fff").set("d", "M0 0h999v999h-999z"),
            Element.of("path").set("fill", "#000").set("d", dark.toString()));
  }

  private static BitMatrix modules(String text) {
    try {
      return new QRCodeWriter()
          .encode(
              text,
              BarcodeFormat.QR_CODE,
              0,
              0,
              Map.of(
                  EncodeHintType.ERROR_CORRECTION,
                  ErrorCorrectionLevel.L,
                  EncodeHintType.MARGIN,
                  QUIET_ZONE));
    } catch (WriterException e) {
      throw new IllegalArgumentException("the text is too long for a QR", e);
    }
  }
}
