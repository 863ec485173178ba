package nz.co.medimage.cli;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** The picture that {@code demo} sends when it is given none: drawn here, of nobody. */
final class SamplePhoto {
  private SamplePhoto() {}

  static void draw(Path file) throws IOException {
    BufferedImage image = new BufferedImage(1600, 1200, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    pen.setPaint(new GradientPaint(0, 0, new Color(0xF2D3C0), 1600, 1200, new Color(0xD9A58A)));
    pen.fillRect(0, 0, 1600, 1200);
    pen.setColor(new Color(0xA9, 0x4F, 0x45, 160));
    pen.fillOval(650, 450, 300, 260);
    pen.setColor(new Color(0x7A, 0x2E, 0x2A, 170));
    pen.fillOval(730, 520, 130, 110);
    pen.setColor(Color.WHITE);
    pen.fillRect(300, 900, 1000, 60);
    pen.setColor(Color.BLACK);
    for (int mm = 0; mm <= 100; mm++) {
      pen.fillRect(300 + mm * 10, 900, 2, mm % 10 == 0 ? 50 : 25);
    }
    pen.dispose();
    ImageIO.write(image, "jpg", file.toFile());
  }
}
