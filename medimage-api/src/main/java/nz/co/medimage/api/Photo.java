package nz.co.medimage.api;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an app hands to a sender: the content of a photo, video or document, and what is known about
 * it. Immutable.
 *
 * <pre>{@code
 * Photo photo = Photo.builder("arm.jpg", () -> resolver.openInputStream(uri), OffsetDateTime.now())
 *     .mediaType("image/jpeg")
 *     .build();
 * }</pre>
 *
 * <p>A photo only points to its content. {@code Sender.send} reads the content twice before it
 * returns, and never changes or deletes it. The app may delete it once {@code send} has returned;
 * keep an original until the photo is delivered, because a photo can be rejected.
 */
public final class Photo {

  /**
   * Opens the content of a photo, from the beginning on each call. All streams give the same bytes.
   */
  @FunctionalInterface
  public interface Content {
    /**
     * Opens the content at its beginning. The sender calls this on the thread that calls {@code
     * send}, and closes the stream.
     *
     * @throws IOException if it cannot be opened
     */
    InputStream open() throws IOException;
  }

  private final Content content;
  private final String fileName;
  private final String mediaType;
  private final OffsetDateTime capturedAt;
  private final CapturedFrom capturedFrom;
  private final @Nullable String sequence;
  private final Map<String, String> attributes;

  private Photo(Builder builder) {
    content = builder.content;
    fileName = FileNames.tidy(builder.fileName);
    mediaType = builder.mediaType;
    boolean isTime = CaptureTime.canBeCarried(builder.capturedAt);
    capturedAt = CaptureTime.carried(builder.capturedAt);
    capturedFrom = isTime ? builder.capturedFrom : CapturedFrom.CLOCK;
    sequence = builder.sequence;
    attributes = Map.copyOf(builder.attributes);
  }

  /**
   * Makes a photo of a file, captured when the file was last modified: see {@link #builder(Path)}.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it is a folder, is empty or cannot be read
   */
  public static Photo of(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    return builder(file).build();
  }

  /**
   * Starts with a file: its name, and its time of last modification in this machine's time zone as
   * the capture time. If that is implausible (no later than 1 January 1980, which file systems
   * without times report, or more than a day ahead), the capture time is now, from {@link
   * CapturedFrom#CLOCK}. The content is not read; on a PC, {@code CapturedPhoto} of {@code
   * medimage-capture} finds in it when the photo was really taken.
   *
   * @throws NoSuchFileException if there is no such file
   * @throws IOException if it is a folder, is empty or cannot be read
   */
  public static Builder builder(Path file) throws IOException {
    Objects.requireNonNull(file, "file");
    if (Files.notExists(file)) {
      throw new NoSuchFileException(file.toString(), null, "there is no such file");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new IOException(file + " is not a file that can be read");
    }
    if (Files.size(file) == 0) {
      throw new IOException(file + " is empty");
    }
    Instant modified = Files.getLastModifiedTime(file).toInstant();
    Instant now = Instant.now();
    boolean isTime = CaptureTime.isOfFile(modified, now);
    return builder(
            String.valueOf(file.getFileName()),
            () -> Files.newInputStream(file),
            CaptureTime.at(isTime ? modified : now, ZoneId.systemDefault()))
        .capturedFrom(isTime ? CapturedFrom.FILE : CapturedFrom.CLOCK);
  }

  /**
   * Starts with content from anywhere, such as a camera app.
   *
   * @param fileName its name with extension; characters that a file name may not contain are
   *     replaced
   * @param content opens it
   * @param capturedAt the moment of capture, with the UTC offset at that place
   */
  public static Builder builder(String fileName, Content content, OffsetDateTime capturedAt) {
    return new Builder(fileName, content, capturedAt);
  }

  /**
   * Numbers photos of one occasion that were captured in the same second, so that their names at
   * the receiver sort in this order even if they arrive in another one. The other photos stay as
   * they are.
   *
   * @param photos fewer than a million
   * @return the photos in the same order, to be sent in place of the given ones
   */
  public static List<Photo> inOrder(List<Photo> photos) {
    Objects.requireNonNull(photos, "photos");
    return PhotoSequence.number(photos);
  }

  Builder toBuilder() {
    Builder builder = new Builder(fileName, content, capturedAt);
    builder.capturedFrom = capturedFrom;
    builder.sequence = sequence;
    builder.mediaType = mediaType;
    builder.attributes.putAll(attributes);
    return builder;
  }

  /** The content, to be opened as often as needed. */
  public Content content() {
    return content;
  }

  /** The file name: a single name, never a path. */
  public String fileName() {
    return fileName;
  }

  /** What the sender believes the content to be, such as {@code image/jpeg}. */
  public String mediaType() {
    return mediaType;
  }

  /** The moment of capture, in the years 0 to 9999, with a UTC offset of whole minutes. */
  public OffsetDateTime capturedAt() {
    return capturedAt;
  }

  /** Where {@link #capturedAt()} comes from. */
  public CapturedFrom capturedFrom() {
    return capturedFrom;
  }

  /** A number that orders photos of one second, see {@link #inOrder}; empty for most photos. */
  public Optional<String> sequence() {
    return Optional.ofNullable(sequence);
  }

  /** Free texts by name, for add-ons at the receiver; unmodifiable. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** Names the class alone: file names can hold patient ids. */
  @Override
  public String toString() {
    return "Photo";
  }

  /** Assembles a {@link Photo}. Not for use by several threads at once. */
  public static final class Builder {
    private final String fileName;
    private final Content content;
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private OffsetDateTime capturedAt;
    private CapturedFrom capturedFrom = CapturedFrom.APP;
    private @Nullable String sequence;
    private String mediaType = "application/octet-stream";

    private Builder(String fileName, Content content, OffsetDateTime capturedAt) {
      this.fileName = Objects.requireNonNull(fileName, "fileName");
      this.content = Objects.requireNonNull(content, "content");
      this.capturedAt = Objects.requireNonNull(capturedAt, "capturedAt");
    }

    /**
     * The moment of capture, with the UTC offset at that place, from {@link CapturedFrom#APP}.
     * Seconds of the offset are dropped; the moment stays the same. A moment outside the years 0 to
     * 9999, which no manifest can carry, is replaced by the time at which the photo is built, from
     * {@link CapturedFrom#CLOCK}.
     */
    public Builder capturedAt(OffsetDateTime capturedAt) {
      this.capturedAt = Objects.requireNonNull(capturedAt, "capturedAt");
      return capturedFrom(CapturedFrom.APP);
    }

    /**
     * Where the moment of capture comes from. Call this after {@link #capturedAt}, which sets it
     * too.
     */
    public Builder capturedFrom(CapturedFrom capturedFrom) {
      this.capturedFrom = Objects.requireNonNull(capturedFrom, "capturedFrom");
      return this;
    }

    Builder sequence(String sequence) {
      this.sequence = Manifest.checkSequence(sequence);
      return this;
    }

    /**
     * The media type of the content, such as {@code image/jpeg}. Only a hint: the receiver looks at
     * the content itself. Default: {@code application/octet-stream}.
     *
     * @throws IllegalArgumentException if it is not of the form {@code type/subtype}
     */
    public Builder mediaType(String mediaType) {
      this.mediaType = Manifest.checkMediaType(mediaType);
      return this;
    }

    /**
     * Adds a text for add-ons at the receiver, such as the body site, or replaces the one of that
     * name. It travels sealed. All that is known about a photo takes at most 64 KiB together, which
     * {@code Sender.send} checks.
     */
    public Builder attribute(String name, String value) {
      attributes.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
      return this;
    }

    /** Makes the photo. Later calls of this builder do not change it. */
    public Photo build() {
      return new Photo(this);
    }
  }
}
