package nz.co.medimage.sink.hl7;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.ParserConfiguration;
import ca.uhn.hl7v2.parser.UnexpectedSegmentBehaviourEnum;
import ca.uhn.hl7v2.util.Terser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.StagedPhoto;

/** Messages as a receiver sees them, read by HAPI. */
final class Messages {
  static final OffsetDateTime AT = OffsetDateTime.parse("2026-03-01T23:15:30+13:00");

  private Messages() {}

  /** A format by its settings, with defaults for the rest. */
  static MessageFormat format(Object... keysAndValues) {
    Map<String, Object> values = new HashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return MessageFormat.of(Settings.of(MessageFormat.settings(), values, Path.of(".")));
  }

  static byte[] write(MessageFormat format, StagedPhoto photo)
      throws IOException, PhotoRejectedException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PhotoMessage.of(format, photo).writeTo(out, AT);
    return out.toByteArray();
  }

  /** Parses as strictly as HAPI can: no segment and no value that the version does not know. */
  static Terser parse(byte[] message, Charset charset) throws HL7Exception {
    DefaultHapiContext context = new DefaultHapiContext();
    ParserConfiguration strict = new ParserConfiguration();
    strict.setUnexpectedSegmentBehaviour(UnexpectedSegmentBehaviourEnum.THROW_HL7_EXCEPTION);
    context.setParserConfiguration(strict);
    Message parsed = context.getPipeParser().parse(new String(message, charset));
    return new Terser(parsed);
  }

  /** The photo in a message. */
  static byte[] photo(Terser message) throws HL7Exception {
    return Base64.getDecoder().decode(message.get("/.OBX-5-5"));
  }

  /** The photo in a dropped file, or nothing if it is no whole message. */
  static byte[] photoIn(Path file) throws IOException {
    String text = Files.readString(file, java.nio.charset.StandardCharsets.UTF_8);
    int begin = text.indexOf("^Base64^") + "^Base64^".length();
    return Base64.getDecoder().decode(text.substring(begin, text.indexOf('|', begin)));
  }
}
