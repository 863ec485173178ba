package nz.co.medimage.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nz.co.medimage.api.CapturedFrom;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.capture.CapturedPhoto;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sender.Delivery;
import nz.co.medimage.sender.DeliveryStatus.State;
import nz.co.medimage.sender.SendOptions;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.UnknownReceiverException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends files, and continues with what waits in the outbox. */
@Command(
    name = "send",
    description = {
      "Sends files into a patient's folder.",
      "Without a FILE it sends the photos that wait in the outbox.",
      "A photo that waits for a pairing that has ended needs a new pairing and its FILE again.",
      "A photo that already waits or is held under the same tag is not sent twice."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all were delivered",
      "1:medimage has a bug",
      "2:a file, an option or something else needs to be fixed; the other files were sent",
      "3:a photo was rejected, or its copy is damaged, whatever became of the others",
      "4:a photo still waits in the outbox or at the relay, and none was rejected or is damaged"
    })
final class SendCommand implements Callable<Integer> {
  private static final long MILLIS_BETWEEN_LOOKS = 300;

  @Mixin private HomeOption home;
  @Mixin private RoutesOption routes;
  @Mixin private Output output;

  @Parameters(arity = "0..*", paramLabel = "FILE", description = "Photos, videos, documents.")
  private List<String> files = List.of();

  @Option(
      names = "--tag",
      paramLabel = "TAG",
      description = "The patient: '#ZAC5361 arm' means the folder ZAC5361 and the file arm-<when>.")
  private @Nullable String tag;

  @Option(
      names = "--id-folder",
      description = "Take the first word of the tag as a folder even without #.")
  private boolean idFolder;

  @Option(
      names = "--to",
      paramLabel = "NAME",
      description = "The receiver. Required if several are paired.")
  private @Nullable String to;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      defaultValue = "60s",
      description =
          "How long to wait for receipts; photos stay in the outbox after that. Default:"
              + " ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Option(
      names = "--again",
      description =
          "Also send FILEs again that are held, or that may have arrived before the receiver ended"
              + " the pairing. Ask there first whether they are filed.")
  private boolean again;

  /** Files that can be sent, as photos, in the order in which they were given. */
  private record Source(String file, Photo photo) {}

  /** From which each photo can be sent anew. */
  private final Map<Delivery, Source> sources = new HashMap<>();

  /** The photos that were held before this command, if {@code again}. */
  private Set<EnvelopeId> heldBefore = Set.of();

  @Override
  public Integer call() throws IOException {
    home.require(Home.Kind.SENDER);
    PatientTag patient = tag();
    home.letSeal(output);
    try (Sender sender = open()) {
      output.problems(sender.problems());
      if (again) {
        heldBefore =
            sender.deliveries().stream()
                .filter(delivery -> delivery.status().state() == State.HELD)
                .map(Delivery::id)
                .collect(Collectors.toSet());
      }
      Map<Delivery, List<String>> deliveries = new LinkedHashMap<>();
      if (files.isEmpty()) {
        sender.deliveries().stream()
            .filter(s -> !s.receipt().isDone())
            .forEach(s -> deliveries.put(s, List.of(s.id().toString())));
      }
      int accepted = 0;
      for (Source source : read()) {
        Optional<Delivery> delivery = accept(sender, source, patient);
        delivery.ifPresent(
            s -> deliveries.computeIfAbsent(s, same -> new ArrayList<>()).add(source.file()));
        accepted += delivery.isPresent() ? 1 : 0;
      }
      int outcome = follow(sender, deliveries, patient);
      sender.clockProblem().ifPresent(output::warning);
      return outcome == Medimage.OK && accepted < files.size() ? Medimage.USAGE : outcome;
    }
  }

  /** Another 'send' at this home may be over in some seconds: waits for that. */
  private Sender open() throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      try {
        return Senders.open(home, routes, null);
      } catch (FolderInUseException e) {
        if (System.nanoTime() - end >= 0) {
          throw new IOException(
              home.folder()
                  + " is in use by another command, and was until --timeout was over: repeat this"
                  + " one when that has ended, and give several files to one 'send'",
              e);
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(MILLIS_BETWEEN_LOOKS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }

  /** The files that can be read; says what is wrong with the others. */
  private List<Source> read() {
    List<String> names = new ArrayList<>();
    List<Photo> photos = new ArrayList<>();
    for (String file : files) {
      Optional<Photo> photo = attempt(file, () -> CapturedPhoto.of(Path.of(file)));
      photo.ifPresent(photos::add);
      photo.ifPresent(p -> names.add(file));
      if (photo.isPresent() && photo.get().capturedFrom().equals(CapturedFrom.CLOCK)) {
        output.warning(
            file
                + ": neither the photo nor its file date says when it was taken; it counts as taken now");
      }
    }
    List<Photo> inOrder = Photo.inOrder(photos);
    return IntStream.range(0, names.size())
        .mapToObj(i -> new Source(names.get(i), inOrder.get(i)))
        .collect(Collectors.toList());
  }

  private Optional<Delivery> accept(Sender sender, Source source, PatientTag patient) {
    Optional<Delivery> accepted =
        attempt(source.file(), () -> send(sender, source.photo(), patient));
    accepted.ifPresent(delivery -> sources.putIfAbsent(delivery, source));
    return accepted;
  }

  /** A command that was killed is repeated: what it had left in the outbox is not sent twice. */
  private Delivery send(Sender sender, Photo photo, PatientTag patient) throws IOException {
    SendOptions options = to == null ? SendOptions.defaults() : SendOptions.defaults().to(to);
    Delivery delivery = sender.send(photo, patient, options.joinWaiting());
    return again && heldBefore.contains(delivery.id())
        ? sender.send(photo, patient, options)
        : delivery;
  }

  /** Prints what is wrong with a file: whatever one makes any code throw, the others are sent. */
  private <T> Optional<T> attempt(String file, Callable<T> step) {
    try {
      return Optional.of(step.call());
    } catch (UnknownReceiverException e) {
      throw e;
    } catch (Exception | StackOverflowError | OutOfMemoryError e) {
      String sentence = Errors.sentenceOn(file, e);
      output.error(sentence, "file", file, "reason", sentence);
      return Optional.empty();
    }
  }

  private int follow(Sender sender, Map<Delivery, List<String>> deliveries, PatientTag patient) {
    SendReport report = new SendReport(output, deliveries, sender.pairings());
    report.follow(timeout);
    Map<Delivery, List<String>> anew = sendAnew(sender, report.unpaired(), deliveries, patient);
    if (anew.isEmpty()) {
      return report.outcome();
    }
    SendReport second = new SendReport(output, anew, sender.pairings());
    second.follow(timeout);
    return SendReport.worse(report.outcome(), second.outcome());
  }

  /**
   * Sends files anew that waited under a pairing which the receiver has ended, as far as this
   * device has paired again: what waits under the current pairing is found once more. What may have
   * arrived before is left to a person, who asks whether it is filed.
   */
  private Map<Delivery, List<String>> sendAnew(
      Sender sender,
      Set<Delivery> unpaired,
      Map<Delivery, List<String>> deliveries,
      PatientTag patient) {
    Map<Delivery, List<String>> anew = new LinkedHashMap<>();
    for (Delivery stuck : unpaired) {
      @Nullable Source source = stuck.mayBeFiled() && !again ? null : sources.get(stuck);
      Optional<Delivery> fresh =
          source == null ? Optional.empty() : accept(sender, source, patient);
      if (fresh.isPresent() && !fresh.get().equals(stuck)) {
        anew.put(fresh.get(), deliveries.getOrDefault(stuck, List.of()));
        deliveries.remove(stuck);
        withdraw(stuck);
      }
    }
    return anew;
  }

  private void withdraw(Delivery stuck) {
    try {
      stuck.cancel();
    } catch (UncheckedIOException e) {
      output.warning(Errors.sentence(e));
    }
  }

  private PatientTag tag() {
    if (tag == null) {
      if (!files.isEmpty()) {
        throw new BadInputException("say whose photo it is: --tag '#ZAC5361 arm'");
      }
      return new PatientTag(new ArrayList<>(), List.of());
    }
    return idFolder ? PatientTag.parseIdFirst(tag) : PatientTag.parse(tag);
  }
}
