package nz.co.medimage.receiver.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;
import nz.co.medimage.receiver.addon.AddOnKind;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a receiver, read from a JSON file: its name and limits, and which add-ons it
 * uses with which settings.
 *
 * <pre>{@code
 * {
 *   "name": "Room 1",
 *   "max-size": "64MiB",
 *   "filters": [{"add-on": "resize", "settings": {"longest-side": 2048}}],
 *   "sinks": [{"add-on": "folders", "settings": {"to": "Patients"}}],
 *   "follow-ups": [{"add-on": "archive", "settings": {"password": {"env": "ARCHIVE_PASSWORD"}}}]
 * }
 * }</pre>
 *
 * <p>{@code sinks}, {@code follow-ups}, {@code filters}, {@code observers} and {@code listeners}
 * are lists of add-ons; {@code patient-check} is one. A sink may have {@code filters} of its own.
 * An entry may have an {@code id}; default: the id of the add-on. Relative paths begin at the
 * folder of the file. A program that embeds a receiver uses the file like this:
 *
 * <pre>{@code
 * Receiver.builder(home)
 *     .configuration(ReceiverConfiguration.read(home.resolve(ReceiverConfiguration.FILE)))
 *     .listener(WifiListener.builder().build())
 *     .build();
 * }</pre>
 *
 * <p>Immutable. Never prints a value.
 */
public final class ReceiverConfiguration {
  /** The name of the file in a receiver's home. The {@code medimage} command looks for it there. */
  public static final String FILE = "receiver.json";

  /**
   * A key of the entry of the patient check: what becomes of photos while it gives no answer,
   * {@code file} or {@code wait}. Default: {@code file}.
   */
  public static final String WHEN_UNAVAILABLE = "when-unavailable";

  /**
   * A key of the entry of the patient check: whether receipts carry its masked hint. Default:
   * false.
   */
  public static final String ECHO = "echo";

  /** A key at the top: how long one call of an add-on may take. Default: 5 minutes. */
  public static final String ADD_ON_TIME_LIMIT = "add-on-time-limit";

  private static final String SINKS = ConfigurationPart.SINKS.key();
  private static final String FOLLOW_UPS = ConfigurationPart.FOLLOW_UPS.key();
  private static final String FILTERS = ConfigurationPart.FILTERS.key();
  private static final String OBSERVERS = ConfigurationPart.OBSERVERS.key();
  private static final String LISTENERS = ConfigurationPart.LISTENERS.key();
  private static final String PATIENT_CHECK = ConfigurationPart.PATIENT_CHECK.key();
  private static final List<String> PARTS =
      List.of(SINKS, FOLLOW_UPS, FILTERS, PATIENT_CHECK, OBSERVERS, LISTENERS);

  private static final List<Setting> OWN =
      List.of(
          Setting.text("name").help("What senders call this receiver."),
          Setting.list("types")
              .help(
                  "Types of file that are taken: these alone, or +TYPE for the usual ones and TYPE."),
          Setting.size("max-size")
              .range(1, Long.MAX_VALUE)
              .help("The largest photo that is taken. Default: 16 MiB."),
          Setting.flag("remove-gps").help("Removes what may tell where photos were taken."),
          Setting.text("uncleanable")
              .oneOf("hold", "pass")
              .help("What becomes of files from which that cannot be removed. Default: hold."),
          Setting.duration(ADD_ON_TIME_LIMIT)
              .help("How long one call of an add-on may take. Default: 5m."));

  private final Path file;
  private final Settings settings;
  private final List<AddOnEntry> sinks;
  private final List<AddOnEntry> followUps;
  private final List<AddOnEntry> filters;
  private final List<AddOnEntry> observers;
  private final List<AddOnEntry> listeners;
  private final @Nullable AddOnEntry patientCheck;

  private ReceiverConfiguration(
      ConfigurationFile file, Map<String, @Nullable Object> document, List<Setting> described)
      throws IOException {
    this.file = file.path();
    EntryReader reader = new EntryReader(file);
    Map<String, @Nullable Object> plain = new LinkedHashMap<>(document);
    try {
      EntryReader.checkKeys(plain, described, PARTS);
      PARTS.forEach(plain::remove);
      settings =
          Settings.of(
              described, file.secrets(warning -> {}).resolve(described, plain), file.folder());
    } catch (IllegalArgumentException e) {
      throw file.wrong("", String.valueOf(e.getMessage()));
    }
    sinks = reader.list(AddOnKind.SINK, SINKS, document.get(SINKS));
    followUps = reader.list(AddOnKind.SINK, FOLLOW_UPS, document.get(FOLLOW_UPS));
    filters = reader.list(AddOnKind.FILTER, FILTERS, document.get(FILTERS));
    observers = reader.list(AddOnKind.OBSERVER, OBSERVERS, document.get(OBSERVERS));
    listeners = reader.list(AddOnKind.LISTENER, LISTENERS, document.get(LISTENERS));
    patientCheck =
        document.get(PATIENT_CHECK) == null
            ? null
            : reader.entry(
                AddOnKind.CHECK,
                PATIENT_CHECK,
                document.get(PATIENT_CHECK),
                options(AddOnKind.CHECK));
  }

  /** The keys that entries of a kind have beside the usual ones. */
  static List<Setting> options(AddOnKind kind) {
    return kind == AddOnKind.CHECK
        ? List.of(
            Setting.text(WHEN_UNAVAILABLE)
                .oneOf("file", "wait")
                .defaultValue("file")
                .help("What becomes of photos while it gives no answer: they are filed, or wait."),
            Setting.flag(ECHO)
                .defaultValue("false")
                .help("Whether the phone is shown whose photo it was, as a masked hint."))
        : List.of();
  }

  /** The configuration in the text of a file. */
  static ReceiverConfiguration of(ConfigurationFile file, String text, List<Setting> more)
      throws IOException {
    return new ReceiverConfiguration(file, JsonDocument.read(file.path(), text), described(more));
  }

  /**
   * Reads a file.
   *
   * @throws IOException with one sentence for the user that says what is wrong and where, if the
   *     file is missing, is not JSON, or has unknown keys. The settings of add-ons are checked
   *     later, by {@link AddOnEntry#check}
   */
  public static ReceiverConfiguration read(Path file) throws IOException {
    return read(file, List.of());
  }

  /**
   * Reads a file that may also hold settings of the program that runs the receiver.
   *
   * @param more the settings of the program; those with a key of the receiver's are ignored
   * @throws IOException as {@link #read(Path)} does
   */
  public static ReceiverConfiguration read(Path file, List<Setting> more) throws IOException {
    return read(file, more, System::getenv);
  }

  static ReceiverConfiguration read(
      Path file, List<Setting> more, UnaryOperator<@Nullable String> environment)
      throws IOException {
    Objects.requireNonNull(file, "file");
    return new ReceiverConfiguration(
        new ConfigurationFile(file, environment), JsonDocument.read(file), described(more));
  }

  /**
   * Describes the keys at the top of a file, without those of add-ons.
   *
   * @param more the settings of the program that runs the receiver
   */
  public static List<Setting> described(List<Setting> more) {
    List<Setting> described = new ArrayList<>(OWN);
    Set<String> known = new HashSet<>(PARTS);
    OWN.forEach(setting -> known.add(setting.key()));
    more.stream().filter(setting -> known.add(setting.key())).forEach(described::add);
    return described;
  }

  /** The file that was read. */
  public Path file() {
    return file;
  }

  /**
   * The settings at the top of the file: {@code name}, {@code types}, {@code max-size}, {@code
   * remove-gps}, {@code uncleanable}, {@code add-on-time-limit}, and those of the program.
   */
  public Settings settings() {
    return settings;
  }

  /** The required sinks, in their order. */
  public List<AddOnEntry> sinks() {
    return sinks;
  }

  /** The follow-up sinks, in their order. */
  public List<AddOnEntry> followUps() {
    return followUps;
  }

  /** The filters for all sinks, in their order. */
  public List<AddOnEntry> filters() {
    return filters;
  }

  /** The patient check, if there is one. */
  public Optional<AddOnEntry> patientCheck() {
    return Optional.ofNullable(patientCheck);
  }

  /** The observers, in their order. */
  public List<AddOnEntry> observers() {
    return observers;
  }

  /** The listeners, in their order. */
  public List<AddOnEntry> listeners() {
    return listeners;
  }

  /**
   * The entries of a part, in their order; filters that are bound to a sink are not among them.
   *
   * @return one at most for {@link ConfigurationPart#PATIENT_CHECK}
   */
  public List<AddOnEntry> entries(ConfigurationPart part) {
    return switch (part) {
      case SINKS -> sinks;
      case FOLLOW_UPS -> followUps;
      case FILTERS -> filters;
      case PATIENT_CHECK -> patientCheck().stream().toList();
      case OBSERVERS -> observers;
      case LISTENERS -> listeners;
    };
  }

  /** All add-ons that the file names; filters that are bound to a sink come right after it. */
  public List<AddOnEntry> addOns() {
    return Stream.of(
            filters, patientCheck().stream().toList(), sinks, followUps, observers, listeners)
        .flatMap(List::stream)
        .flatMap(entry -> Stream.concat(Stream.of(entry), entry.filters().stream()))
        .collect(Collectors.toList());
  }

  /** Shows the file and none of its values. */
  @Override
  public String toString() {
    return "ReceiverConfiguration[" + file + "]";
  }
}
