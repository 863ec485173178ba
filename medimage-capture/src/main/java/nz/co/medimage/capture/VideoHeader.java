package nz.co.medimage.capture;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The times in the header of a video (ISO/IEC 14496-12, Apple's QuickTime File Format), wherever in
 * the file that is: phones write it behind the pictures. By hand, as the library passes over no
 * more than 2 GiB of these, and reads neither headers of version 1 nor lists without a name.
 */
final class VideoHeader {
  private static final int HEAD = 8;
  private static final String CREATION_DATE = "com.apple.quicktime.creationdate";
  private static final int LARGE_HEAD = 16;
  private static final int MOST_BOXES = 100_000;
  private static final int MOST_TEXT = 64;
  private static final long SECONDS_1904_TO_1970 = 2_082_844_800L;

  /** A box: where its content begins and ends. */
  private record Box(String type, long from, long to) {}

  private VideoHeader() {}

  /** Returns the times, the most reliable first. */
  static List<OffsetDateTime> times(Path file, Clues clues) throws IOException {
    List<OffsetDateTime> times = new ArrayList<>();
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      Optional<Box> movie = find(in, "moov", 0, in.size());
      if (movie.isPresent()) {
        Optional<Box> meta = find(in, "meta", movie.get().from(), movie.get().to());
        if (meta.isPresent()) {
          creationDate(in, meta.get())
              .flatMap(date -> clues.time(date, null, null))
              .ifPresent(times::add);
        }
        Optional<Box> header = find(in, "mvhd", movie.get().from(), movie.get().to());
        if (header.isPresent()) {
          times.add(clues.here(creationTime(in, header.get())));
        }
      }
    }
    return times;
  }

  /** The first box of a type among those that lie one behind the other. */
  private static Optional<Box> find(SeekableByteChannel in, String type, long from, long to)
      throws IOException {
    long at = from;
    for (int boxes = 0; boxes < MOST_BOXES && at + HEAD <= to; boxes++) {
      ByteBuffer head = read(in, at, HEAD);
      long size = Integer.toUnsignedLong(head.getInt());
      byte[] name = new byte[4];
      head.get(name);
      int headSize = HEAD;
      if (size == 1 && at + LARGE_HEAD <= to) {
        headSize = LARGE_HEAD;
        size = read(in, at + HEAD, Long.BYTES).getLong();
      } else if (size == 0) {
        size = to - at;
      }
      if (size < headSize || size > to - at) {
        return Optional.empty();
      }
      if (new String(name, StandardCharsets.ISO_8859_1).equals(type)) {
        return Optional.of(new Box(type, at + headSize, at + size));
      }
      at += size;
    }
    return Optional.empty();
  }

  private static ByteBuffer read(SeekableByteChannel in, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    in.position(at);
    while (bytes.hasRemaining()) {
      if (in.read(bytes) < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
    }
    return bytes.flip();
  }

  private static Instant creationTime(SeekableByteChannel in, Box header) throws IOException {
    ByteBuffer bytes = read(in, header.from(), 4 + Long.BYTES);
    long seconds = bytes.get(0) == 1 ? bytes.getLong(4) : Integer.toUnsignedLong(bytes.getInt(4));
    return Instant.ofEpochSecond(seconds - SECONDS_1904_TO_1970);
  }

  /** Apple's creation date, which has an offset: the value in a list to a key in another. */
  private static Optional<String> creationDate(SeekableByteChannel in, Box meta)
      throws IOException {
    // In MP4 a version lies before the first box, in QuickTime it does not.
    boolean hasVersion = meta.to() - meta.from() >= HEAD && read(in, meta.from(), 4).getInt() == 0;
    long from = meta.from() + (hasVersion ? 4 : 0);
    Optional<Box> keys = find(in, "keys", from, meta.to());
    Optional<Box> values = find(in, "ilst", from, meta.to());
    if (keys.isEmpty() || values.isEmpty()) {
      return Optional.empty();
    }
    String index = indexOfCreationDate(in, keys.get());
    Optional<Box> value = find(in, index, values.get().from(), values.get().to());
    Optional<Box> data =
        value.isPresent()
            ? find(in, "data", value.get().from(), value.get().to())
            : Optional.empty();
    return data.isPresent() ? Optional.of(text(in, data.get(), 8)) : Optional.empty();
  }

  /** The place of the key among all, from 1 on, as the type of the box with its value. */
  private static String indexOfCreationDate(SeekableByteChannel in, Box keys) throws IOException {
    long at = keys.from() + 8; // behind the version and the count
    for (int index = 1; index < MOST_BOXES && at + HEAD <= keys.to(); index++) {
      long size = Integer.toUnsignedLong(read(in, at, 4).getInt());
      if (size < HEAD || size > keys.to() - at) {
        break;
      }
      if (text(in, new Box("mdta", at, at + size), HEAD).equals(CREATION_DATE)) {
        byte[] type = ByteBuffer.allocate(4).putInt(index).array();
        return new String(type, StandardCharsets.ISO_8859_1);
      }
      at += size;
    }
    return "none";
  }

  /** The text in a box, behind some bytes; of one that is too long, the beginning. */
  private static String text(SeekableByteChannel in, Box box, int behind) throws IOException {
    long length = Math.max(0, box.to() - box.from() - behind);
    ByteBuffer text = read(in, box.from() + behind, (int) Math.min(length, MOST_TEXT));
    return StandardCharsets.UTF_8.decode(text).toString();
  }
}
