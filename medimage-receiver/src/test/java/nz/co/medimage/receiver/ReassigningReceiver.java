package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.HaltingFileSystem;

/**
 * Gives a photo, which two follow-up sinks have rejected, the tag of its patient, in a JVM of its
 * own that halts at a chosen operation on files.
 */
final class ReassigningReceiver {
  static final PatientTag RIGHT = PatientTag.parse("#ZZZ0016 arm");
  static final List<String> SINKS = List.of("ehr", "letters");

  private ReassigningReceiver() {}

  /** Arguments: home, envelope, number of the operation. */
  public static void main(String[] args) throws Exception {
    HaltingFileSystem files =
        HaltingFileSystem.haltingAt(FileSystems.getDefault(), Integer.parseInt(args[2]));
    assign(files.wrap(Path.of(args[0])), EnvelopeId.parse(args[1]));
  }

  /** Where a sink puts its files. */
  static Path folder(Path home, String sink) {
    return home.resolveSibling(home.getFileName() + "-" + sink);
  }

  /** Files what has the right tag and patient, and rejects all else. */
  private record Practice(String id, Sink files) implements Sink {
    @Override
    public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
      if (!photo.manifest().tag().equals(RIGHT) || photo.patient().isEmpty()) {
        throw new PhotoRejectedException("Nobody has this id.");
      }
      return files.write(photo);
    }
  }

  private static final class Check implements PatientCheck {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public PatientMatch find(PatientQuery query) throws IOException {
      if (!query.tag().equals(RIGHT)) {
        throw new IOException("the check is away");
      }
      return PatientMatch.found("16");
    }
  }

  private static Receiver.Builder builder(Path home) throws IOException {
    Receiver.Builder builder =
        Receiver.builder(home)
            .sink(files(home, "files"))
            .patientCheck(new Check(), WhenUnavailable.FILE)
            .followUpBackoff(Bench.SOON)
            .withoutWarmUp();
    for (String id : SINKS) {
      builder.followUp(new Practice(id, files(home, id)));
    }
    return builder;
  }

  private static Sink files(Path home, String id) throws IOException {
    return new FileSink(id, Files.createDirectories(folder(home, id)));
  }

  /** Takes a photo, up to where the follow-up sinks have rejected it. */
  static void reject(Path home, byte[] sealed, PhotoId photo) throws Exception {
    DirectListener listener = new DirectListener("direct");
    try (Receiver receiver = builder(home).listener(listener).build()) {
      receiver.start();
      Intake intake = listener.context().intake();
      PairingId from = photo.pairing();
      var unusedOffset = intake.begin(from, photo.envelope(), sealed.length);
      intake.append(from, photo.envelope(), 0, new ByteArrayInputStream(sealed));
      var unused = Phone.await(intake.receipt(from, photo.envelope()).toCompletableFuture());
      Await.until(
          "both sinks reject it", () -> isAll(receiver, photo.envelope(), FollowUpState.REJECTED));
    }
  }

  /**
   * A person asks for it, as long as nothing says that it is asked for; returns when it is done.
   */
  static void assign(Path home, EnvelopeId id) throws Exception {
    try (Receiver receiver = builder(home).build()) {
      receiver.start();
      Path requests = home.resolve("requests");
      Await.until(
          "the sinks have it",
          () -> {
            if (isAll(receiver, id, FollowUpState.FILED)) {
              return isEmpty(home.resolve("followup")) && isEmpty(requests);
            }
            if (isAll(receiver, id, FollowUpState.REJECTED) && isEmpty(requests)) {
              ask(receiver, id);
            }
            return false;
          });
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  private static void ask(Receiver receiver, EnvelopeId id) throws IOException {
    try {
      Person.assign(receiver, id, RIGHT, "Dr Ngata");
    } catch (IllegalArgumentException | DecisionRefusedException e) {
      // filed just now
    }
  }

  private static boolean isAll(Receiver receiver, EnvelopeId id, FollowUpState state)
      throws IOException {
    List<DeliveryRecord.FollowUp> all = receiver.delivery(id).get(0).followUps();
    return all.size() == SINKS.size() && all.stream().allMatch(at -> at.state() == state);
  }
}
