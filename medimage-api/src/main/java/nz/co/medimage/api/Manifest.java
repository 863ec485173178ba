package nz.co.medimage.api;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a photo, as it travels inside the sealed envelope. Only the sender and the
 * receiver ever see it. Immutable; compared by value.
 *
 * <p>Source: {@code spec/envelope-v1.md}, section "Manifest".
 */
public final class Manifest {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[a-z0-9][a-z0-9.+_-]{0,62}/[a-z0-9][a-z0-9.+_-]{0,62}");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,6}");
  private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,8}");

  private final PatientTag tag;
  private final String fileName;
  private final String mediaType;
  private final OffsetDateTime capturedAt;
  private final @Nullable CapturedFrom capturedFrom;
  private final @Nullable String sequence;
  private final long length;
  private final String sha256;
  private final String deviceName;
  private final Map<String, String> attributes;
  private final Map<String, Object> unknown;

  private Manifest(Builder builder) {
    tag = required(builder.tag, "tag");
    fileName = required(builder.fileName, "fileName");
    mediaType = checkMediaType(required(builder.mediaType, "mediaType"));
    capturedAt = required(builder.capturedAt, "capturedAt");
    capturedFrom = builder.capturedFrom;
    sequence = checkSequence(builder.sequence);
    length = builder.length;
    sha256 = required(builder.sha256, "sha256");
    deviceName = required(builder.deviceName, "deviceName");
    attributes = Map.copyOf(builder.attributes);
    unknown = Map.copyOf(builder.unknown);
    check(
        CaptureTime.isCarried(capturedAt),
        "capturedAt is outside the years 0 to 9999, or its offset has seconds");
    check(FileNames.isTidy(fileName), "fileName is a path or holds control characters");
    check(length > 0, "length is not positive");
    check(SHA256.matcher(sha256).matches(), "sha256 is not 64 hexadecimal digits");
  }

  private static <T> T required(@Nullable T value, String name) {
    check(value != null, name + " is missing");
    return Objects.requireNonNull(value);
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new IllegalArgumentException("a manifest cannot be read: " + what);
    }
  }

  static String checkMediaType(String mediaType) {
    check(MEDIA_TYPE.matcher(mediaType).matches(), "mediaType is not of the form type/subtype");
    return mediaType;
  }

  static @Nullable String checkSequence(@Nullable String sequence) {
    check(
        sequence == null || SEQUENCE.matcher(sequence).matches(),
        "sequence is not one to six digits");
    return sequence;
  }

  /** Starts an empty manifest. */
  public static Builder builder() {
    return new Builder();
  }

  /** Starts a manifest with everything in this one. */
  public Builder toBuilder() {
    Builder builder = new Builder();
    builder.tag = tag;
    builder.fileName = fileName;
    builder.mediaType = mediaType;
    builder.capturedAt = capturedAt;
    builder.capturedFrom = capturedFrom;
    builder.sequence = sequence;
    builder.length = length;
    builder.sha256 = sha256;
    builder.deviceName = deviceName;
    builder.attributes = attributes;
    builder.unknown = unknown;
    return builder;
  }

  /** Whose photo it is. */
  public PatientTag tag() {
    return tag;
  }

  /** The file's name at the sender: a single name, never a path; up to 255 characters. */
  public String fileName() {
    return fileName;
  }

  /**
   * The extension of {@link #fileName()}: one to eight of a-z and 0-9, {@code bin} if there is
   * none.
   */
  public String extension() {
    String lower = fileName.toLowerCase(Locale.ROOT);
    String end = lower.substring(lower.lastIndexOf('.') + 1);
    return lower.indexOf('.') >= 0 && EXTENSION.matcher(end).matches() ? end : "bin";
  }

  /** The media type of the content, such as {@code image/jpeg}. */
  public String mediaType() {
    return mediaType;
  }

  /**
   * The moment of capture, in the years 0 to 9999, with the offset of the place in whole minutes.
   */
  public OffsetDateTime capturedAt() {
    return capturedAt;
  }

  /** Where {@link #capturedAt()} comes from; empty if the sender did not say. */
  public Optional<CapturedFrom> capturedFrom() {
    return Optional.ofNullable(capturedFrom);
  }

  /**
   * The place of this photo among those that one sender captured in the same second, which may
   * arrive in any order: one to six digits, possibly with leading zeros. Empty for the only photo
   * of a second, and for the first one if the sender did not know that more would follow.
   */
  public Optional<String> sequence() {
    return Optional.ofNullable(sequence);
  }

  /** The length of the content in bytes, at least 1. */
  public long length() {
    return length;
  }

  /** The SHA-256 of the content, 64 hexadecimal digits in lower case. */
  public String sha256() {
    return sha256;
  }

  /** The name that the sending device gave itself. */
  public String deviceName() {
    return deviceName;
  }

  /** Free texts by name, for add-ons; unmodifiable. */
  public Map<String, String> attributes() {
    return attributes;
  }

  /**
   * Fields that a later version wrote and this one does not know, as JSON values (String, Boolean,
   * Double, List, Map). They are kept and written out again. Unmodifiable.
   */
  public Map<String, Object> unknown() {
    return unknown;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Manifest that && values().equals(that.values());
  }

  private List<Object> values() {
    return List.of(
        tag,
        fileName,
        mediaType,
        capturedAt,
        capturedFrom(),
        sequence(),
        length,
        sha256,
        deviceName,
        attributes,
        unknown);
  }

  @Override
  public int hashCode() {
    return sha256.hashCode();
  }

  /** Names the class alone: a manifest is about a patient. */
  @Override
  public String toString() {
    return "Manifest";
  }

  /** Assembles a {@link Manifest}. Not for use by several threads at once. */
  public static final class Builder {
    private @Nullable PatientTag tag;
    private @Nullable String fileName;
    private @Nullable String mediaType;
    private @Nullable OffsetDateTime capturedAt;
    private @Nullable CapturedFrom capturedFrom;
    private @Nullable String sequence;
    private long length;
    private @Nullable String sha256;
    private @Nullable String deviceName;
    private Map<String, String> attributes = Map.of();
    private Map<String, Object> unknown = Map.of();

    private Builder() {}

    /** See {@link Manifest#tag()}. */
    public Builder tag(PatientTag tag) {
      this.tag = tag;
      return this;
    }

    /** See {@link Manifest#fileName()}. */
    public Builder fileName(String fileName) {
      this.fileName = fileName;
      return this;
    }

    /** See {@link Manifest#mediaType()}. */
    public Builder mediaType(String mediaType) {
      this.mediaType = mediaType;
      return this;
    }

    /** See {@link Manifest#capturedAt()}. */
    public Builder capturedAt(OffsetDateTime capturedAt) {
      this.capturedAt = capturedAt;
      return this;
    }

    /** See {@link Manifest#capturedFrom()}; null if it is unknown. */
    public Builder capturedFrom(@Nullable CapturedFrom capturedFrom) {
      this.capturedFrom = capturedFrom;
      return this;
    }

    /** See {@link Manifest#sequence()}; null for none. */
    public Builder sequence(@Nullable String sequence) {
      this.sequence = sequence;
      return this;
    }

    /**
     * The length of the content in bytes and its SHA-256 (32 bytes), which are only known together.
     */
    public Builder content(long length, byte[] sha256) {
      this.length = length;
      this.sha256 = Sha256.hex(sha256);
      return this;
    }

    /** See {@link Manifest#deviceName()}. */
    public Builder deviceName(String deviceName) {
      this.deviceName = deviceName;
      return this;
    }

    /** See {@link Manifest#attributes()}; replaces all attributes set before. */
    public Builder attributes(Map<String, String> attributes) {
      this.attributes = Map.copyOf(attributes);
      return this;
    }

    /** See {@link Manifest#unknown()}; replaces all fields set before. */
    public Builder unknown(Map<String, Object> unknown) {
      this.unknown = Map.copyOf(unknown);
      return this;
    }

    /**
     * Checks the fields and makes the manifest.
     *
     * @throws IllegalArgumentException if a field is missing or does not fit the description of its
     *     accessor
     */
    public Manifest build() {
      return new Manifest(this);
    }
  }
}
