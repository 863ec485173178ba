package nz.co.medimage.capture;

import com.drew.imaging.FileType;
import com.drew.imaging.ImageProcessingException;
import com.drew.imaging.heif.HeifReader;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.riff.RiffReader;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessFileReader;
import com.drew.lang.RandomAccessReader;
import com.drew.lang.StreamReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifReader;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.heif.HeifBoxHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The times in the Exif data of a picture (CIPA DC-008). */
final class ExifData {
  private ExifData() {}

  /** Returns the times, the most reliable first. */
  static List<OffsetDateTime> times(InputStream in, FileType type, Path file, Clues clues)
      throws IOException, ImageProcessingException {
    Metadata metadata = new Metadata();
    switch (type) {
      case Jpeg -> readJpeg(in, metadata);
      case Png -> readPng(in, metadata);
      case WebP -> new RiffReader().processRiff(new StreamReader(in), new WebpExif(metadata));
      case Heif, Avif -> new HeifReader().extract(in, new HeifBoxHandler(metadata));
      case Tiff -> {
        try (RandomAccessFile tiff = new RandomAccessFile(file.toFile(), "r")) {
          readTiff(new RandomAccessFileReader(tiff), 0, metadata);
        }
      }
      default -> {
        return List.of();
      }
    }
    List<OffsetDateTime> times = new ArrayList<>();
    for (ExifSubIFDDirectory exif : metadata.getDirectoriesOfType(ExifSubIFDDirectory.class)) {
      original(exif, clues).ifPresent(times::add);
    }
    for (ExifSubIFDDirectory exif : metadata.getDirectoriesOfType(ExifSubIFDDirectory.class)) {
      digitized(exif, clues).ifPresent(times::add);
    }
    return times;
  }

  private static Optional<OffsetDateTime> original(ExifSubIFDDirectory exif, Clues clues) {
    return clues.time(
        exif.getString(ExifSubIFDDirectory.TAG_DATETIME_ORIGINAL),
        exif.getString(ExifSubIFDDirectory.TAG_SUBSECOND_TIME_ORIGINAL),
        exif.getString(ExifSubIFDDirectory.TAG_TIME_ZONE_ORIGINAL));
  }

  private static Optional<OffsetDateTime> digitized(ExifSubIFDDirectory exif, Clues clues) {
    return clues.time(
        exif.getString(ExifSubIFDDirectory.TAG_DATETIME_DIGITIZED),
        exif.getString(ExifSubIFDDirectory.TAG_SUBSECOND_TIME_DIGITIZED),
        exif.getString(ExifSubIFDDirectory.TAG_TIME_ZONE_DIGITIZED));
  }

  private static void readJpeg(InputStream in, Metadata metadata)
      throws IOException, ImageProcessingException {
    Iterable<byte[]> segments =
        JpegSegmentReader.readSegments(new StreamReader(in), List.of(JpegSegmentType.APP1))
            .getSegments(JpegSegmentType.APP1);
    for (byte[] segment : segments) {
      if (ExifReader.startsWithJpegExifPreamble(segment)) {
        readTiff(new ByteArrayReader(segment), ExifReader.JPEG_SEGMENT_PREAMBLE.length(), metadata);
        return;
      }
    }
  }

  private static void readPng(InputStream in, Metadata metadata)
      throws IOException, ImageProcessingException {
    Set<PngChunkType> wanted = Set.of(PngChunkType.eXIf);
    for (PngChunk chunk : new PngChunkReader().extract(new StreamReader(in), wanted)) {
      readTiff(new ByteArrayReader(chunk.getBytes()), 0, metadata);
    }
  }

  static void readTiff(RandomAccessReader reader, int at, Metadata metadata)
      throws IOException, ImageProcessingException {
    new TiffReader().processTiff(reader, new ExifTimes(metadata), at);
  }
}
