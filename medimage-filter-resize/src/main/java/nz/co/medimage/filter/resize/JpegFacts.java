package nz.co.medimage.filter.resize;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What the headers of a JPEG tell, without decoding it: ITU-T T.81, section B.2.2.
 *
 * @param width of the pixels as they are stored, at least 1
 * @param height of the pixels as they are stored, at least 1
 * @param components 1 for grey, 3 for colours, 4 for those of printers
 * @param bits of a sample, usually 8
 * @param orientation how the picture is to be turned, as in Exif, 1 to 8
 */
public record JpegFacts(int width, int height, int components, int bits, int orientation) {
  private static final int START = 0xFFD8;

  /**
   * Reads them. May block.
   *
   * @return empty if it is no JPEG, or damaged
   * @throws IOException if the file cannot be read
   */
  public static Optional<JpegFacts> read(Path file) throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(Objects.requireNonNull(file, "file"));
        ChannelImageInput in = new ChannelImageInput(channel)) {
      if (in.readUnsignedShort() != START) {
        return Optional.empty();
      }
      JpegMarkers markers = JpegMarkers.read(in);
      if (markers.frame() < 0) {
        return Optional.empty();
      }
      int orientation = markers.exif() < 0 ? 1 : ExifOrientation.read(in, markers.exif());
      in.seek(markers.frame());
      int bits = in.readUnsignedByte();
      int height = in.readUnsignedShort();
      int width = in.readUnsignedShort();
      int components = in.readUnsignedByte();
      return width == 0 || height == 0
          ? Optional.empty()
          : Optional.of(new JpegFacts(width, height, components, bits, orientation));
    } catch (EOFException e) {
      return Optional.empty();
    }
  }
}
