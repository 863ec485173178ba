package nz.co.medimage.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.console.Console;
import nz.co.medimage.console.ConsoleSettings;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.config.AddOnEntry;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.receiver.filter.TypeFilter;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.transport.relay.RelayListener;
import nz.co.medimage.transport.wifi.WifiListener;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a receiver until it is interrupted, or stops by itself. */
@Command(
    name = "receive",
    description = "Runs a receiver until it is interrupted.",
    mixinStandardHelpOptions = true)
final class ReceiveCommand implements Callable<Integer> {
  @Mixin private HomeOption home;
  @Mixin private RoutesOption routes;
  @Mixin private OfferOption offer;
  @Mixin private PageOption page;
  @Mixin private Output output;
  @Spec private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      arity = "1..*",
      split = "\\|",
      description = {
        "The folder into which photos are filed. Each further folder gets a copy.",
        "A | may separate folders too, as in a --config file: 'to = A|B'.",
        "Default: the sinks of receiver.json; without any, the page for this PC asks."
      })
  private List<Path> targets = List.of();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "Let this group read the photos. Default: only their owner.")
  private @Nullable String group;

  @Option(
      names = "--strict",
      description = "Refuse folders on disks where a power cut may undo the last photos.")
  private boolean strict;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The name that senders see. Default: this computer's name.")
  private @Nullable String name;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "5566",
      description =
          "The port for the local network; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = "Listen only on this address of this computer. Default: all.")
  private @Nullable InetAddress address;

  @Option(
      names = "--relay",
      paramLabel = "URL",
      description = "Also collect photos from this relay, such as https://relay.example")
  private @Nullable String relayUrl;

  @Option(
      names = "--enrolment-key",
      paramLabel = "KEY",
      description = {
        "The key from the relay's operator, if the relay asks for one.",
        "Other users can see it here: use --enrolment-key-file or MEDIMAGE_ENROLMENT_KEY instead."
      })
  private @Nullable String enrolmentKey;

  @Option(
      names = "--enrolment-key-file",
      paramLabel = "FILE",
      description = "A file whose first line is the enrolment key.")
  private @Nullable Path enrolmentKeyFile;

  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      defaultValue = "16MiB",
      description = "The largest photo that is taken. Default: ${DEFAULT-VALUE}.")
  private ByteSize maxSize;

  @Option(
      names = "--types",
      paramLabel = "TYPE",
      arity = "1..*",
      split = ",",
      description = {
        "Types of file that are taken: jpg,png means these alone; +png,mov adds these to the default.",
        "Default: csv, heic, heif, jpg, json, m4a, m4v, mp3, mp4, pdf.",
        "Also possible: dcm, gif, mov, png, tif, webp."
      })
  private @Nullable List<String> types;

  @Option(
      names = "--remove-gps",
      description = {
        "Remove from each file what may tell where it was made. No pixel changes.",
        "Orientation, times, maker and model stay."
      })
  private boolean removeGps;

  @Option(
      names = "--uncleanable",
      paramLabel = "hold|pass",
      description = {
        "What --remove-gps does with files that cannot be cleaned, for example PDFs: hold them in",
        "quarantine, from where 'deliveries --replay' files one as it is, or pass them as they are.",
        "Each is reported. Default: hold."
      })
  private @Nullable Uncleanable uncleanable;

  @Option(
      names = "--show-paths",
      description = {
        "Print where photos are filed, which names patients. A terminal always shows it; elsewhere",
        "the default is the photo's id, as the output of a service is kept in a journal."
      })
  private boolean showPaths;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = {
        "A JSON file with add-ons and further options, or a file of lines such as 'port = 5566'.",
        "Options of the command line take precedence. Default: receiver.json in the home, if any."
      })
  private @Nullable Path config;

  @Override
  public Integer call() throws IOException {
    List<String> given = spec.root().commandLine().getParseResult().originalArgs();
    return new ReceiveRun(this, given, home.folder(), changeable(), output).toItsEnd();
  }

  private void check() {
    if (port < 0 || port > 65535) {
      throw new BadInputException("a port is a number from 0 to 65535, not " + port);
    }
    if (uncleanable != null && !removeGps) {
      throw new BadInputException(
          "--uncleanable says what --remove-gps does, which is not given: give both, or neither");
    }
    offer.check();
  }

  /** The file that the page may change, which need not be there yet. */
  private Optional<Path> changeable() throws IOException {
    Optional<Path> file = ReceiverFile.find(home.folder(), config);
    return file.isEmpty() && config == null
        ? Optional.of(home.folder().resolve(ReceiverConfiguration.FILE))
        : file;
  }

  /**
   * Starts the receiver and its page.
   *
   * @param onPort the one that it had before, if it is started anew
   * @param over completed if the receiver stops by itself
   */
  ReceiveRun.Running start(
      Optional<ConsoleSettings> settings, OptionalInt onPort, CompletableFuture<Void> over)
      throws IOException {
    check();
    Optional<Path> file = ReceiverFile.find(home.folder(), config);
    Optional<ReceiverConfiguration> configuration =
        file.isPresent() ? Optional.of(ReceiverFile.read(file.get())) : Optional.empty();
    int port = onPort.orElse(this.port);
    boolean isFirst = onPort.isEmpty();
    FolderFirstRun first = firstRun();
    Optional<ReceiveRun.Running> guiding =
        guideIfNothingIsSetUp(configuration, settings, first, port, isFirst);
    if (guiding.isPresent()) {
      return guiding.get();
    }
    FolderTargets folders = FolderTargets.of(home.folder(), targets, configuration);
    home.letSeal(output);
    home.warnOfReaders(output);
    SecretFile.warnIfOthersRead(enrolmentKeyFile, output);
    WifiListener.Builder builder = WifiListener.builder().port(port);
    Optional<Console> console =
        page.prepare(
            home.folder(),
            folders.mainFolders(),
            new DoctorRun(forDoctor(port)),
            settings,
            first,
            offer,
            builder);
    WifiListener wifi = routes.listener(address == null ? builder : builder.address(address));
    @Nullable RelayListener relay = relay();
    PrintedEvents events = events(folders);
    var unused = events.stop().thenRun(() -> over.complete(null));
    Receiver receiver =
        Errors.sayWhatIsWrong(() -> start(listeners(wifi, relay), configuration, events, console));
    folders.faults().forEach(output::warning);
    printStart(receiver, wifi, relay, configuration);
    return showPages(receiver, wifi.port(), isFirst);
  }

  private FolderFirstRun firstRun() throws IOException {
    Path changed = changeable().orElseGet(() -> home.folder().resolve(ReceiverConfiguration.FILE));
    return new FolderFirstRun(home.folder(), changed, name == null ? Senders.machineName() : name);
  }

  private Optional<ReceiveRun.Running> guideIfNothingIsSetUp(
      Optional<ReceiverConfiguration> configuration,
      Optional<ConsoleSettings> settings,
      FolderFirstRun first,
      int port,
      boolean isFirst)
      throws IOException {
    boolean isSetUp = FolderTargets.sayWhere(targets, configuration);
    if (isSetUp || settings.isEmpty() || noLoopback().isPresent() || !page.canGuide(output)) {
      return Optional.empty();
    }
    return Optional.of(page.guide(home.folder(), settings.get(), first, at(port), isFirst, output));
  }

  private @Nullable RelayListener relay() throws IOException {
    return relayUrl == null
        ? null
        : routes.relay(relayUrl, SecretFile.or(enrolmentKeyFile, enrolmentKey));
  }

  private static List<? extends Listener> listeners(
      WifiListener wifi, @Nullable RelayListener relay) {
    return relay == null ? List.of(wifi) : List.of(wifi, relay);
  }

  private PrintedEvents events(FolderTargets folders) {
    return showPaths || output.interactive()
        ? PrintedEvents.withPaths(output, folders.mainFolders())
        : PrintedEvents.withIds(output);
  }

  private Started showPages(Receiver receiver, int port, boolean isFirst) throws IOException {
    page.show(receiver, at(port), noLoopback(), isFirst, output);
    Started started = new Started(receiver, port, page);
    try {
      page.showElsewhere(output);
    } catch (IOException e) {
      started.close();
      throw e;
    }
    offer.show(receiver, relayUrl != null, output);
    return started;
  }

  /** A receiver with its page. */
  private record Started(Receiver receiver, int port, PageOption page)
      implements ReceiveRun.Running {
    @Override
    public void close() throws IOException {
      try {
        page.close();
      } finally {
        receiver.close();
      }
    }
  }

  private void printStart(
      Receiver receiver,
      WifiListener wifi,
      @Nullable RelayListener relay,
      Optional<ReceiverConfiguration> configuration) {
    output.line(
        "Receiving as "
            + receiver.name()
            + " on port "
            + wifi.port()
            + " into "
            + into(configuration),
        "receiving",
        "name",
        receiver.name(),
        "port",
        wifi.port());
    if (relay != null) {
      output.line(
          "Collecting from " + relayUrl + " (mailbox " + relay.mailbox() + ")",
          "collecting",
          "relay",
          relayUrl,
          "mailbox",
          relay.mailbox());
    }
  }

  /** What doctor has to be told, as it is not in the home. */
  private List<String> forDoctor(int port) {
    List<String> told = new ArrayList<>(home.arguments());
    told.addAll(List.of("--port", Integer.toString(port)));
    if (address != null) {
      told.addAll(List.of("--address", address.getHostAddress()));
    }
    if (relayUrl != null) {
      told.addAll(List.of("--relay", relayUrl));
    }
    if (config != null) {
      told.addAll(List.of("--config", config.toString()));
    }
    return told;
  }

  private InetSocketAddress at(int boundTo) {
    return address == null
        ? new InetSocketAddress(boundTo)
        : new InetSocketAddress(address, boundTo);
  }

  private Optional<String> noLoopback() {
    return address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()
        ? Optional.empty()
        : Optional.of("--address is not one that browsers on this computer reach as localhost");
  }

  private String into(Optional<ReceiverConfiguration> configuration) {
    String copies =
        targets.stream().skip(1).map(Path::toString).collect(Collectors.joining(" and "));
    String folders =
        targets.isEmpty()
            ? ""
            : targets.get(0) + (copies.isEmpty() ? "" : ", with copies in " + copies);
    String sinks =
        configuration.stream()
            .flatMap(one -> one.sinks().stream())
            .map(AddOnEntry::id)
            .collect(Collectors.joining(" and "));
    return folders + (folders.isEmpty() || sinks.isEmpty() ? "" : ", and ") + sinks;
  }

  private Receiver start(
      List<? extends Listener> listeners,
      Optional<ReceiverConfiguration> configuration,
      PrintedEvents events,
      Optional<Console> console)
      throws IOException {
    ReceiverAssembly assembly =
        new ReceiverAssembly(home.folder(), name == null ? Senders.machineName() : name, listeners);
    configuration.ifPresent(assembly::configuration);
    assembly
        .targets(targets, Optional.ofNullable(group), strict)
        .maxSize(maxSize.bytes())
        .types(types == null ? TypeFilter.DEFAULT_TYPES : TypeChoice.parse(types));
    home.passphrase().ifPresent(assembly::passphrase);
    if (removeGps) {
      assembly.removeMetadata(uncleanable == null ? Uncleanable.HOLD : uncleanable);
    }
    console.ifPresent(shown -> assembly.events(shown.events()));
    return assembly.start(events);
  }
}
