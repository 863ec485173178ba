package nz.co.medimage.sink.hl7;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;

/**
 * What the receiving system wants to see in messages. Names with {@code ^} have several components.
 */
record MessageFormat(
    boolean isDocument,
    String version,
    boolean isUtf8,
    String sendingApplication,
    String sendingFacility,
    String receivingApplication,
    String receivingFacility,
    String processingId,
    boolean isFoundId,
    String patientIdType,
    String assigningAuthority,
    boolean isCapitals,
    String documentType,
    String completionStatus,
    String observationId,
    String resultStatus,
    boolean isFullId,
    boolean isMediaType,
    String file,
    long maxSize) {

  private static final String DOCUMENT = "MDM^T02";
  private static final String FOUND = "found";
  private static final String UTF_8 = "UNICODE UTF-8";

  static List<Setting> settings() {
    List<Setting> all = new ArrayList<>(ofHeader());
    all.addAll(ofPatient());
    all.addAll(ofDocument());
    return List.copyOf(all);
  }

  private static List<Setting> ofHeader() {
    return List.of(
        Setting.text("message")
            .oneOf(DOCUMENT, "ORU^R01")
            .defaultValue(DOCUMENT)
            .help("The type of message: MDM^T02 for a document, ORU^R01 for a result."),
        Setting.text("version")
            .oneOf("2.4", "2.5.1")
            .defaultValue("2.4")
            .help("The version of HL7 that the messages are written in."),
        Setting.text("charset")
            .oneOf(UTF_8, "8859/1")
            .defaultValue(UTF_8)
            .help("The characters of a message, as MSH-18 names them."),
        Setting.text("sending-application").defaultValue("MEDIMAGE").help("MSH-3."),
        Setting.text("sending-facility").help("MSH-4, which some systems require."),
        Setting.text("receiving-application").help("MSH-5, which some systems require."),
        Setting.text("receiving-facility").help("MSH-6, which some systems require."),
        Setting.text("processing-id")
            .oneOf("P", "T", "D")
            .defaultValue("P")
            .help("MSH-11: P for production, T for training, D for debugging."));
  }

  private static List<Setting> ofPatient() {
    return List.of(
        Setting.text("patient-id")
            .oneOf("typed", FOUND)
            .defaultValue("typed")
            .help("The patient's id, PID-3.1: as typed, or the one that the patient check found."),
        Setting.text("patient-id-type").help("The type of the patient's id, PID-3.5, such as NHI."),
        Setting.text("assigning-authority").help("Who gave the patient the id, PID-3.4."),
        Setting.flag("capitals")
            .defaultValue("false")
            .help("Sends an id that was typed in capitals, as NHIs are."));
  }

  private static List<Setting> ofDocument() {
    return List.of(
        Setting.text("document-type").defaultValue("DI").help("TXA-2, by HL7 table 0270."),
        Setting.text("completion-status")
            .defaultValue("DO")
            .help("TXA-17, by HL7 table 0271, such as DO for documented or AU for authenticated."),
        Setting.text("observation-id")
            .defaultValue("72170-4^Photographic image^LN")
            .help("OBX-3, and OBR-4 of a result: code^text^coding system."),
        Setting.text("result-status").defaultValue("F").help("OBX-11 and OBR-25; F is final."),
        Setting.text("document-id")
            .oneOf("full", "short")
            .defaultValue("full")
            .help("TXA-12, ORC-3 and OBR-3: the photo's id, or 20 characters made from it."),
        Setting.text("data-type")
            .oneOf("media", "table")
            .defaultValue("media")
            .help("OBX-5.2: image and application, or IM and AP by HL7 table 0191."),
        Setting.text("file")
            .defaultValue(PhotoContent.ORIGINAL)
            .help("What is sent: original, or the label of a companion file, such as small."),
        Setting.size("max-size")
            .defaultValue("16MiB")
            .help("The largest file that is sent; in a message it is a third longer."));
  }

  static MessageFormat of(Settings settings) {
    return new MessageFormat(
        settings.text("message").equals(DOCUMENT),
        settings.text("version"),
        settings.text("charset").equals(UTF_8),
        settings.text("sending-application"),
        settings.find("sending-facility").orElse(""),
        settings.find("receiving-application").orElse(""),
        settings.find("receiving-facility").orElse(""),
        settings.text("processing-id"),
        settings.text("patient-id").equals(FOUND),
        settings.find("patient-id-type").orElse(""),
        settings.find("assigning-authority").orElse(""),
        settings.flag("capitals"),
        settings.text("document-type"),
        settings.text("completion-status"),
        settings.text("observation-id"),
        settings.text("result-status"),
        settings.text("document-id").equals("full"),
        settings.text("data-type").equals("media"),
        settings.text("file"),
        settings.size("max-size"));
  }

  Charset charset() {
    return isUtf8 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1;
  }

  /** MSH-18. */
  String charsetName() {
    return isUtf8 ? UTF_8 : "8859/1";
  }

  /** MSH-9. */
  String type() {
    return isDocument ? "MDM^T02^MDM_T02" : "ORU^R01^ORU_R01";
  }

  /** By what the practice system knows a photo: TXA-12, or ORC-3 and OBR-3. */
  String documentId(PhotoId photo) {
    return isFullId ? photo.toString() : ControlId.of(photo);
  }
}
