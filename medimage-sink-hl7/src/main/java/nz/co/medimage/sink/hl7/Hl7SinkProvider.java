package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.runtime.ClientTls;

/**
 * Makes a sink that files photos by HL7 version 2; its id is {@code hl7}. It sends each photo
 * inside a message, by MLLP if {@code host} is set, or as a file if {@code folder} is set.
 */
public final class Hl7SinkProvider implements SinkProvider {
  private static final int LAST_PORT = 65_535;
  private static final List<String> OF_MLLP =
      List.of("port", "gap", "trust", "client-certificate", "client-certificate-password");
  private static final List<String> OF_FOLDER = List.of("ack-folder", "aside");

  /** For {@link java.util.ServiceLoader}. */
  public Hl7SinkProvider() {}

  @Override
  public String id() {
    return "hl7";
  }

  @Override
  public String displayName() {
    return "HL7 version 2";
  }

  @Override
  public List<Setting> settings() {
    List<Setting> settings = new ArrayList<>(mllp());
    settings.addAll(folder());
    settings.add(
        Setting.duration("ack-timeout")
            .defaultValue("30s")
            .help("How long to wait for the acknowledgement of a message."));
    settings.addAll(MessageFormat.settings());
    return List.copyOf(settings);
  }

  private static List<Setting> mllp() {
    return List.of(
        Setting.text("host").help("Where the receiver listens for MLLP; or else set folder."),
        Setting.integer("port").range(1, LAST_PORT).help("The port of the receiver."),
        Setting.flag("tls").defaultValue("false").help("Encrypts the connection by TLS."),
        Setting.path("trust").help("The certificates to trust, in PEM; Java's own without it."),
        Setting.path("client-certificate").help("This side's certificate and key, as PKCS #12."),
        Setting.text("client-certificate-password").secret().help("The password of that file."),
        Setting.text("connection")
            .oneOf("message", "keep")
            .defaultValue("message")
            .help("One connection for each message, or one that is kept."),
        Setting.duration("gap").help("A pause between messages, which some receivers need."),
        Setting.text("repeat")
            .oneOf("ask", "safe")
            .defaultValue("ask")
            .help(
                "After a lost answer: ask a person, or send again to a receiver that recognises"
                    + " MSH-10."));
  }

  private static List<Setting> folder() {
    return List.of(
        Setting.path("folder").help("Where messages are dropped as files; or else set host."),
        Setting.text("extension").defaultValue("hl7").help("The end of a file's name."),
        Setting.path("aside")
            .help("Where a file is until it is whole: on the same disk; hidden in folder without."),
        Setting.path("ack-folder").help("Where the system writes acknowledgements, if it does."),
        Setting.text("ack-files")
            .oneOf("keep", "delete")
            .defaultValue("keep")
            .help("What becomes of the acknowledgements of our messages."));
  }

  @Override
  public Sink create(AddOnContext context) throws IOException {
    Settings settings = context.settings();
    check(settings);
    return new Hl7Sink(
        context,
        MessageFormat.of(settings),
        settings.contains("host") ? mllp(context) : folder(context));
  }

  private static void check(Settings settings) {
    boolean isMllp = settings.contains("host");
    if (isMllp == settings.contains("folder")) {
      throw new IllegalArgumentException("set either host, for MLLP, or folder, for files");
    }
    if (isMllp && !settings.contains("port")) {
      throw new IllegalArgumentException("host needs port, where the receiver listens");
    }
    for (String key : isMllp ? OF_FOLDER : OF_MLLP) {
      if (settings.contains(key)) {
        throw new IllegalArgumentException(
            key + " means nothing with " + (isMllp ? "host" : "folder") + "; remove it");
      }
    }
    for (String key : List.of("trust", "client-certificate")) {
      if (settings.contains(key) && !settings.flag("tls")) {
        throw new IllegalArgumentException(key + " means nothing without tls; set that to true");
      }
    }
    if (settings.flag("capitals") && settings.text("patient-id").equals("found")) {
      throw new IllegalArgumentException(
          "capitals means nothing where patient-id is found; remove it");
    }
    if (!settings.text("extension").matches("[A-Za-z0-9]{1,10}")) {
      throw new IllegalArgumentException("extension is 1 to 10 letters and digits, without a dot");
    }
  }

  private static Target mllp(AddOnContext context) throws IOException {
    Settings settings = context.settings();
    Optional<SSLContext> tls = settings.flag("tls") ? Optional.of(tls(settings)) : Optional.empty();
    MllpEndpoint endpoint =
        new MllpEndpoint(
            settings.text("host"),
            (int) settings.integer("port"),
            tls,
            settings.duration("ack-timeout"));
    return new MllpTarget(
        endpoint,
        settings.text("connection").equals("keep"),
        settings.text("repeat").equals("safe"),
        settings.contains("gap") ? settings.duration("gap") : Duration.ZERO,
        context.clock());
  }

  private static SSLContext tls(Settings settings) throws IOException {
    ClientTls files =
        new ClientTls(
            path(settings, "trust").orElse(null),
            path(settings, "client-certificate").orElse(null),
            settings.find("client-certificate-password").orElse(""));
    return files.context(files.trusted());
  }

  private static Target folder(AddOnContext context) {
    Settings settings = context.settings();
    Path folder = settings.path("folder");
    Path aside = path(settings, "aside").orElse(folder);
    Optional<AckFolder> answers =
        path(settings, "ack-folder")
            .map(each -> new AckFolder(each, settings.text("ack-files").equals("delete")));
    return new FileTarget(
        new DropFolder(folder, aside, settings.text("extension")),
        answers,
        settings.duration("ack-timeout"),
        context.clock());
  }

  private static Optional<Path> path(Settings settings, String key) {
    return settings.contains(key) ? Optional.of(settings.path(key)) : Optional.empty();
  }
}
