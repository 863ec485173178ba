package nz.co.medimage.crypto.v1;

import com.google.crypto.tink.subtle.Hex;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import nz.co.medimage.api.CapturedFrom;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.crypto.envelope.BadManifestException;
import org.jspecify.annotations.Nullable;

/** The manifest as JSON: {@code spec/envelope-v1.md}, section "Manifest". */
public final class ManifestFormat {
  /** The longest manifest, in bytes. */
  public static final int MAX_BYTES = 1 << 16;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  private ManifestFormat() {}

  /** Writes a manifest; see {@code ManifestJson.write}. */
  public static byte[] write(Manifest manifest) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("tag", manifest.tag().toString());
    fields.put("fileName", manifest.fileName());
    fields.put("mediaType", manifest.mediaType());
    fields.put("capturedAt", timeText(manifest.capturedAt()));
    manifest.capturedFrom().ifPresent(from -> fields.put("capturedFrom", from.name()));
    manifest.sequence().ifPresent(sequence -> fields.put("sequence", sequence));
    fields.put("length", manifest.length());
    fields.put("sha256", manifest.sha256());
    fields.put("deviceName", manifest.deviceName());
    fields.put("attributes", manifest.attributes());
    manifest.unknown().forEach(fields::putIfAbsent);
    byte[] json = StrictJson.write(fields);
    if (json.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a manifest takes at most " + MAX_BYTES + " bytes, not " + json.length);
    }
    return json;
  }

  private static String timeText(OffsetDateTime time) {
    String text = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);
    if (!Fields.isMoment(text)) {
      throw new IllegalArgumentException("capturedAt cannot be written as RFC 3339 has it");
    }
    return text;
  }

  /** Reads a manifest; see {@code ManifestJson.read}. */
  public static Manifest read(byte[] json) throws BadManifestException {
    if (json.length > MAX_BYTES) {
      throw bad("it takes more than " + MAX_BYTES + " bytes");
    }
    try {
      return read(Fields.read(json));
    } catch (JsonFaultException e) {
      throw bad(e.getMessage());
    } catch (IllegalArgumentException e) {
      // A whole sentence for the clinician, of the tag or of the manifest.
      throw new BadManifestException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Manifest read(Fields fields) throws JsonFaultException, InvalidTagException {
    return Manifest.builder()
        .tag(PatientTag.parse(fields.text("tag")))
        .fileName(fields.text("fileName"))
        .mediaType(fields.text("mediaType"))
        .capturedAt(fields.moment("capturedAt"))
        .capturedFrom(fields.optionalText("capturedFrom").map(CapturedFrom::new).orElse(null))
        .sequence(fields.optionalText("sequence").orElse(null))
        .content(fields.wholeNumber("length"), sha256(fields.text("sha256")))
        .deviceName(fields.text("deviceName"))
        .attributes(fields.texts("attributes"))
        .unknown(fields.rest())
        .build();
  }

  private static byte[] sha256(String text) throws JsonFaultException {
    if (!SHA256.matcher(text).matches()) {
      throw new JsonFaultException("sha256 is not 64 hexadecimal digits");
    }
    return Hex.decode(text);
  }

  static BadManifestException bad(@Nullable String what) {
    return new BadManifestException("a manifest cannot be read: " + what);
  }
}
