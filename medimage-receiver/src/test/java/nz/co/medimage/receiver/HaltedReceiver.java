package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.HaltingFileSystem;

/** Takes one envelope, in a JVM of its own that halts at a chosen operation on files. */
final class HaltedReceiver {
  /** Begins the line that it prints when there is a receipt. */
  static final String RECEIPT = "receipt ";

  private HaltedReceiver() {}

  /** What the receiver is set up with. */
  enum Setup {
    /** A required sink. */
    PLAIN,
    /** A required sink and one that follows up. */
    FOLLOWED_UP,
    /** A required sink, and a filter before it that refuses every photo for good. */
    REFUSING,
    /** A required sink, and a relay that brings what comes after its device was revoked. */
    REVOKED,
    /** A required sink, and a request for a replay of what was refused before. */
    REPLAYING,
    /** A required sink, and a check before it that knows no patient. */
    HOLDING,
    /** The same, and a request to file what is held under another tag. */
    ASSIGNING;

    /** A builder of it, whose sinks have folders beside the home. */
    Receiver.Builder of(Path home) {
      Receiver.Builder builder =
          Receiver.builder(home).sink(new FileSink("files", folder(home, "files")));
      return switch (this) {
        case PLAIN, REPLAYING, REVOKED -> builder;
        case HOLDING, ASSIGNING -> builder.patientCheck(new NoPatients(), WhenUnavailable.FILE);
        case FOLLOWED_UP -> builder.followUp(new FileSink("ehr", folder(home, "ehr")));
        case REFUSING ->
            builder.filter(
                photo -> {
                  throw new PhotoRejectedException("No such patient.");
                });
      };
    }
  }

  private static final class NoPatients implements PatientCheck {
    @Override
    public String id() {
      return "practice";
    }

    @Override
    public PatientMatch find(PatientQuery query) {
      return PatientMatch.unknown();
    }
  }

  /** Where a sink puts its files. */
  static Path folder(Path home, String sink) {
    return home.resolveSibling(home.getFileName() + "-" + sink);
  }

  /** Arguments: setup, home, sealed file, envelope, pairing, number of the operation. */
  public static void main(String[] args) throws Exception {
    HaltingFileSystem files =
        HaltingFileSystem.haltingAt(FileSystems.getDefault(), Integer.parseInt(args[5]));
    byte[] sealed = Files.readAllBytes(Path.of(args[2]));
    take(
        Setup.valueOf(args[0]),
        files.wrap(Path.of(args[1])),
        sealed,
        EnvelopeId.parse(args[3]),
        PairingId.parse(args[4]),
        receipt -> System.out.println(RECEIPT + Base64.getEncoder().encodeToString(receipt)));
  }

  /** The same in this JVM; gives the receipt once replays and follow-ups are done too. */
  static byte[] take(Setup setup, Path home, byte[] sealed, EnvelopeId id, PairingId from)
      throws Exception {
    return take(setup, home, sealed, id, from, receipt -> {});
  }

  private static byte[] take(
      Setup setup,
      Path home,
      byte[] sealed,
      EnvelopeId id,
      PairingId from,
      Consumer<byte[]> whenThere)
      throws Exception {
    DirectListener listener = new DirectListener("direct");
    RecordedEvents events = new RecordedEvents();
    try (Receiver receiver =
        setup.of(home).listener(listener).events(events).withoutWarmUp().build()) {
      receiver.start();
      Intake context =
          setup == Setup.REVOKED
              ? listener.context().intakeForAdmitted()
              : listener.context().intake();
      awaitReplays(home);
      long offset = context.begin(from, id, sealed.length);
      if (offset < sealed.length) {
        context.append(
            from,
            id,
            offset,
            new ByteArrayInputStream(sealed, (int) offset, sealed.length - (int) offset));
      }
      byte[] receipt = Phone.await(context.receipt(from, id).toCompletableFuture());
      whenThere.accept(receipt);
      if (isFollowedUpLater(receiver)) {
        events.await(line -> line.equals("followedUp ehr"));
      }
      return receipt;
    }
  }

  private static void awaitReplays(Path home) throws Exception {
    ReplayRequests requests = new ReplayRequests(home.resolve("requests"));
    Await.until("nothing is to be replayed", () -> requests.list().isEmpty());
  }

  private static boolean isFollowedUpLater(Receiver receiver) throws Exception {
    return receiver.deliveries(1_000).stream()
        .flatMap(delivery -> delivery.followUps().stream())
        .anyMatch(followUp -> followUp.state() == FollowUpState.WAITING);
  }
}
