package nz.co.medimage.browser;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;

/** Pictures of a camera's size that the tests make themselves. */
final class Pictures {
  private static final byte[] HEIC_HEAD = "\0\0\0\030ftypheic\0\0\0\0mif1heic".getBytes(US_ASCII);

  private final Random random = new Random(14);
  private final Path folder;

  Pictures(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Three photos and a HEIC, each about as large as is said. */
  List<Path> fourOf(int bytes) throws IOException {
    List<Path> all = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      all.add(jpeg("photo" + i + ".jpg", bytes));
    }
    all.add(heic("photo4.heic", bytes));
    return all;
  }

  /** A JPEG that a browser shows; what is behind its end makes it as large as is said. */
  Path jpeg(String name, int bytes) throws IOException {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(random.nextInt(0x1000000)));
    graphics.fillRect(0, 0, 320, 240);
    graphics.setColor(new Color(random.nextInt(0x1000000)));
    graphics.fillOval(60, 40, 200, 160);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "jpeg", out);
    return Files.write(folder.resolve(name), filled(out, bytes));
  }

  /** The head of a HEIC; what follows is noise. */
  private Path heic(String name, int bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(HEIC_HEAD);
    return Files.write(folder.resolve(name), filled(out, bytes));
  }

  private byte[] filled(ByteArrayOutputStream out, int bytes) {
    byte[] rest = new byte[Math.max(0, bytes - out.size())];
    random.nextBytes(rest);
    out.writeBytes(rest);
    return out.toByteArray();
  }

  /** What {@link Practice#filedPhotos} says once these are filed. */
  static List<String> hashes(List<Path> photos) throws IOException {
    List<String> hashes = new ArrayList<>();
    for (Path photo : photos) {
      hashes.add(Practice.hash(Files.readAllBytes(photo)));
    }
    return hashes.stream().sorted().toList();
  }
}
