package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.io.OutputStream;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import nz.co.medimage.api.Capitals;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.TextCut;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.StagedPhoto;

/** The message that files one photo. All of it but the photo is in memory. */
final class PhotoMessage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmssxx", Locale.ROOT);

  /** Nobody knows the name, which receivers must not take for "no name": HL7 table 0200, U. */
  private static final String NAME_UNKNOWN = "^^^^^^U";

  private static final int FILE_NAME = 30;
  private static final int CLINICAL_INFORMATION = 300;

  private final MessageFormat format;
  private final Hl7Text text;
  private final StagedPhoto photo;
  private final PhotoContent content;
  private final String patient;
  private final String escapedPatient;

  private PhotoMessage(
      MessageFormat format,
      StagedPhoto photo,
      PhotoContent content,
      String patient,
      String escapedPatient) {
    this.format = format;
    this.text = new Hl7Text(format.charset());
    this.photo = photo;
    this.content = content;
    this.patient = patient;
    this.escapedPatient = escapedPatient;
  }

  /**
   * Prepares the message of a photo.
   *
   * @throws PhotoRejectedException if the photo lacks the id to send, is too large, or its
   *     patient's id cannot be written in the charset
   */
  static PhotoMessage of(MessageFormat format, StagedPhoto photo)
      throws IOException, PhotoRejectedException {
    PhotoContent content = PhotoContent.of(photo, format.file());
    if (content.length() > format.maxSize()) {
      throw new PhotoRejectedException(
          "This photo has "
              + content.length()
              + " bytes, and HL7 messages are configured for at most "
              + format.maxSize()
              + "; have a filter make it smaller, or raise max-size.");
    }
    String patient = patient(format, photo);
    String escaped =
        new Hl7Text(format.charset())
            .exact(patient)
            .orElseThrow(
                () ->
                    new PhotoRejectedException(
                        "The id of this photo's patient has a character that HL7 messages in "
                            + format.charsetName()
                            + " cannot carry; set charset to UNICODE UTF-8 and replay the"
                            + " photo, or file it in the practice system by hand."));
    return new PhotoMessage(format, photo, content, patient, escaped);
  }

  /** Always of the kind that the format says: PID-3 gives ids of two kinds the same type. */
  private static String patient(MessageFormat format, StagedPhoto photo)
      throws PhotoRejectedException {
    if (format.isFoundId()) {
      return photo
          .patient()
          .orElseThrow(
              () ->
                  new PhotoRejectedException(
                      "No patient check has found this photo's patient, so there is no id to send;"
                          + " file it in the practice system by hand."));
    }
    String typed =
        photo.manifest().tag().folders().stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new PhotoRejectedException(
                        "This photo names no patient, so no HL7 message can be made of it; file it"
                            + " in the practice system by hand."));
    return format.isCapitals() ? Capitals.of(typed) : typed;
  }

  PhotoId id() {
    return photo.id();
  }

  /** MSH-10. */
  String controlId() {
    return ControlId.of(photo.id());
  }

  /** The patient's id, as it is meant. */
  String patient() {
    return patient;
  }

  /**
   * Writes the message; what is written before the photo's last byte is never a whole message.
   *
   * @param at the message's date
   */
  void writeTo(OutputStream out, OffsetDateTime at) throws IOException {
    String head = format.isDocument() ? document(at) : result(at);
    Segment observation =
        Segment.named("OBX")
            .put(1, "1")
            .put(2, "ED")
            .put(3, text.parts(format.observationId(), "^"))
            .put(5, "^" + content.description(format.isMediaType()) + "^");
    out.write((header(at) + head + observation.open()).getBytes(format.charset()));
    content.writeTo(out);
    String tail = "||||||" + text.readable(format.resultStatus()) + "|||" + captured() + "\r";
    out.write(tail.getBytes(format.charset()));
  }

  private String header(OffsetDateTime at) {
    return Segment.header()
        .put(2, "^~\\&")
        .put(3, text.parts(format.sendingApplication(), "^"))
        .put(4, text.parts(format.sendingFacility(), "^"))
        .put(5, text.parts(format.receivingApplication(), "^"))
        .put(6, text.parts(format.receivingFacility(), "^"))
        .put(7, TIME.format(at))
        .put(9, format.type())
        .put(10, controlId())
        .put(11, format.processingId())
        .put(12, format.version())
        .put(18, format.charsetName())
        .closed();
  }

  private String document(OffsetDateTime at) {
    return Segment.named("EVN").put(1, "T02").put(2, TIME.format(at)).closed()
        + patientSegment()
        + Segment.named("PV1").put(1, "1").put(2, "O").closed()
        + Segment.named("TXA")
            .put(1, "1")
            .put(2, text.readable(format.documentType()))
            .put(3, content.presentation())
            .put(4, captured())
            .put(6, TIME.format(at))
            .put(12, documentId())
            .put(16, fileName())
            .put(17, text.readable(format.completionStatus()))
            .put(19, "AV")
            .closed();
  }

  private String result(OffsetDateTime at) {
    String words = String.join(" ", photo.manifest().tag().words());
    return patientSegment()
        + Segment.named("ORC").put(1, "RE").put(3, documentId()).closed()
        + Segment.named("OBR")
            .put(1, "1")
            .put(3, documentId())
            .put(4, text.parts(format.observationId(), "^"))
            .put(7, captured())
            .put(13, text.readable(TextCut.head(words, CLINICAL_INFORMATION)))
            .put(22, TIME.format(at))
            .put(25, text.readable(format.resultStatus()))
            .closed();
  }

  private String patientSegment() {
    String authority = text.parts(format.assigningAuthority(), "&");
    String type = text.readable(format.patientIdType());
    return Segment.named("PID")
        .put(1, "1")
        .put(3, (escapedPatient + "^^^" + authority + "^" + type).replaceAll("\\^+$", ""))
        .put(5, NAME_UNKNOWN)
        .closed();
  }

  private String captured() {
    return TIME.format(photo.manifest().capturedAt());
  }

  /** TXA-12, or ORC-3 and OBR-3. */
  String documentId() {
    return format.documentId(photo.id());
  }

  /** TXA-16: what was typed, because what the phone calls the file says nothing. */
  private String fileName() {
    String words = String.join("-", photo.manifest().tag().words());
    String end = "." + photo.manifest().extension();
    String name = words.isEmpty() ? "photo" : words;
    return text.readable(TextCut.head(name, FILE_NAME - end.length()) + end);
  }
}
