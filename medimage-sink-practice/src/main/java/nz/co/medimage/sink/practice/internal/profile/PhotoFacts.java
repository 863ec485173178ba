package nz.co.medimage.sink.practice.internal.profile;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.spi.StagedPhoto;

/**
 * What the placeholders of a profile stand for, for one photo: each name's value is a {@link
 * String}, a {@link Long} or an {@link OffsetDateTime}. Immutable; each {@code with...} returns a
 * changed copy.
 */
public final class PhotoFacts {
  /** All names that say something of a photo, in the form of the profile. */
  public static final Set<String> NAMES =
      Set.of(
          "id",
          "patient",
          "photo",
          "photo-uuid",
          "envelope",
          "file-name",
          "path",
          "media-type",
          "length",
          "sha256",
          "captured",
          "received",
          "now",
          "words",
          "folders",
          "title",
          "from");

  private final Map<String, Object> facts;

  private PhotoFacts(Map<String, Object> facts) {
    this.facts = facts;
  }

  /**
   * The facts of one photo and the values of the profile. {@code patient} and {@code path} are not
   * known yet: {@link #with} adds them.
   *
   * @param id the patient's id as it is looked up
   */
  public static PhotoFacts of(StagedPhoto photo, String id, ProfileValues values, Clock clock) {
    Manifest manifest = photo.manifest();
    PatientTag tag = manifest.tag();
    OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
    Map<String, Object> facts = new TreeMap<>();
    values.names().forEach(name -> facts.put(name, values.find(name).orElse("")));
    facts.put("id", id);
    facts.put("photo", photo.id().toString());
    facts.put("photo-uuid", uuid(photo.id().toBytes()).toString());
    facts.put("envelope", photo.id().envelope().toString());
    facts.put("file-name", manifest.fileName());
    facts.put("media-type", manifest.mediaType());
    facts.put("length", manifest.length());
    facts.put("sha256", manifest.sha256());
    facts.put("captured", manifest.capturedAt());
    facts.put("received", now);
    facts.put("now", now);
    facts.put("words", String.join(" ", tag.words()));
    facts.put("folders", String.join("/", tag.folders()));
    facts.put("title", tag.words().isEmpty() ? "Photo" : String.join(" ", tag.words()));
    facts.put("from", photo.from());
    return new PhotoFacts(facts);
  }

  /**
   * A UUID for targets whose keys are UUIDs. It is made of the whole id: the envelope's own UUID
   * can be chosen by another device, whose photo would then count as this one.
   */
  private static UUID uuid(byte[] id) {
    ByteBuffer digest = ByteBuffer.wrap(Sha256.of(id));
    long high = (digest.getLong() & ~0xF000L) | 0x8000L; // RFC 9562, version 8
    return new UUID(high, (digest.getLong() & ~(3L << 62)) | (2L << 62));
  }

  /**
   * Facts for a look-up alone: the id and the values of the profile.
   *
   * @param id the patient's id as it is looked up
   */
  public static PhotoFacts ofLookup(String id, ProfileValues values, Clock clock) {
    OffsetDateTime now = OffsetDateTime.ofInstant(clock.instant(), ZoneId.systemDefault());
    Map<String, Object> facts = new TreeMap<>();
    values.names().forEach(name -> facts.put(name, values.find(name).orElse("")));
    facts.put("id", id);
    facts.put("now", now);
    return new PhotoFacts(facts);
  }

  /**
   * The facts of another file of the photo, which is filed beside it under an id of its own.
   *
   * @param label tells it from the other files of the photo
   */
  PhotoFacts ofFile(PhotoId photo, String label) {
    String id = photo + "." + label;
    String uuid = uuid(id.getBytes(StandardCharsets.US_ASCII)).toString();
    return with("photo", id).with("photo-uuid", uuid);
  }

  /** Adds or replaces one fact, such as what an earlier step captured. */
  public PhotoFacts with(String name, Object value) {
    Map<String, Object> more = new TreeMap<>(facts);
    more.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new PhotoFacts(more);
  }

  /** The value of a name; empty if nothing is known under it. */
  public Optional<Object> find(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  /** Shows the names alone: values are about a patient, or secret. */
  @Override
  public String toString() {
    return "PhotoFacts" + facts.keySet();
  }
}
