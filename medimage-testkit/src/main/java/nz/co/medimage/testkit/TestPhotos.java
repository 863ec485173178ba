package nz.co.medimage.testkit;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Random;
import java.util.UUID;
import javax.imageio.ImageIO;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.StagedPhoto;

/** Photos for tests, drawn by code, so that no patient is in them. */
public final class TestPhotos {

  /** The time of capture of all test photos: 10 August 2017, 09:21:45, at +12:00. */
  public static final OffsetDateTime CAPTURED = OffsetDateTime.parse("2017-08-10T09:21:45+12:00");

  private static final PairingId PAIRING = new PairingId(new UUID(0x4a11L << 48, 1));
  private static final Instant SEALED = Instant.parse("2026-03-01T10:15:30Z");

  private TestPhotos() {}

  /** A small JPEG without Exif; the same seed draws the same picture. */
  public static byte[] jpeg(long seed) {
    return jpeg(seed, 64, 48);
  }

  /** A JPEG without Exif; the same seed draws the same picture. */
  public static byte[] jpeg(long seed, int width, int height) {
    Random random = new Random(seed);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    for (int i = 0; i < 40; i++) {
      pen.setColor(new Color(random.nextInt(1 << 24)));
      pen.fillOval(
          random.nextInt(width),
          random.nextInt(height),
          1 + random.nextInt(width / 2),
          1 + random.nextInt(height / 2));
    }
    pen.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** A JPEG with Exif: an orientation, a time of capture and, if wanted, a position. */
  public static byte[] jpegWithExif(long seed, Exif exif) {
    return exif.insertInto(jpeg(seed));
  }

  /** Random bytes, which are no picture; the same seed gives the same bytes. */
  public static byte[] noise(long seed, int length) {
    byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  /** An envelope id made of a number: equal numbers give equal ids. */
  public static EnvelopeId id(long number) {
    return EnvelopeId.create(MutableClock.at(SEALED.plusMillis(number)), new Random(number));
  }

  /** A photo id made of a number, always of the same pairing. */
  public static PhotoId photoId(long number) {
    return new PhotoId(id(number), PAIRING);
  }

  /** A manifest for this content: {@code photo.jpg}, captured at {@link #CAPTURED}. */
  public static Manifest manifest(String tag, byte[] content) {
    return Manifest.builder()
        .tag(PatientTag.parse(tag))
        .fileName("photo.jpg")
        .mediaType("image/jpeg")
        .capturedAt(CAPTURED)
        .content(content.length, sha256(content))
        .deviceName("Test phone")
        .build();
  }

  /**
   * A photo as sinks and filters get it.
   *
   * @param folder the folder in which the file of the content is made; its name is the id's
   */
  public static StagedPhoto staged(Path folder, PhotoId id, String tag, byte[] content)
      throws IOException {
    Path file = folder.resolve(id + ".staged");
    Files.write(file, content);
    return StagedPhoto.of(id, "Test phone", manifest(tag, content), file);
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
