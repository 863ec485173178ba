package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.transport.Intake;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.testkit.Await;
import nz.co.medimage.testkit.HaltingFileSystem;

/**
 * Takes one photo, whose first request to a follow-up sink is lost, and settles it as a person does
 * who looks in the target, in a JVM of its own that halts at a chosen operation on files.
 */
final class SettlingReceiver {
  private SettlingReceiver() {}

  /** Arguments: home, sealed file, envelope, pairing, number of the operation. */
  public static void main(String[] args) throws Exception {
    HaltingFileSystem files =
        HaltingFileSystem.haltingAt(FileSystems.getDefault(), Integer.parseInt(args[4]));
    byte[] sealed = Files.readAllBytes(Path.of(args[1]));
    PhotoId photo = new PhotoId(EnvelopeId.parse(args[2]), PairingId.parse(args[3]));
    settle(files.wrap(Path.of(args[0])), sealed, photo, 1);
  }

  /** Where the sink keeps its notes and its target. */
  static Path practice(Path home) {
    return home.resolveSibling(home.getFileName() + "-practice");
  }

  /** The same in this JVM; returns once the sink has the photo. */
  static AskingSink settle(Path home, byte[] sealed, PhotoId photo, int requestsToLose)
      throws Exception {
    AskingSink ehr = new AskingSink("ehr", practice(home));
    ehr.requestsToLose.set(requestsToLose);
    Path files = home.resolveSibling(home.getFileName() + "-files");
    DirectListener listener = new DirectListener("direct");
    try (Receiver receiver =
        Receiver.builder(home)
            .sink(new FileSink("files", files))
            .followUp(ehr)
            .followUpBackoff(Bench.SOON)
            .listener(listener)
            .withoutWarmUp()
            .build()) {
      receiver.start();
      upload(listener.context().intake(), sealed, photo);
      Await.until("the sink has it", () -> isFiled(receiver, ehr, photo, home));
    }
    return ehr;
  }

  private static void upload(Intake intake, byte[] sealed, PhotoId photo) throws Exception {
    PairingId from = photo.pairing();
    long offset = intake.begin(from, photo.envelope(), sealed.length);
    if (offset < sealed.length) {
      int at = (int) offset;
      intake.append(
          from, photo.envelope(), offset, new ByteArrayInputStream(sealed, at, sealed.length - at));
    }
    var unused = Phone.await(intake.receipt(from, photo.envelope()).toCompletableFuture());
  }

  /** Each time it is asked, a person looks. */
  private static boolean isFiled(Receiver receiver, AskingSink ehr, PhotoId photo, Path home)
      throws IOException {
    DeliveryRecord record = receiver.delivery(photo.envelope()).get(0);
    if (!record.undecided().isEmpty()) {
      boolean isThere = !ehr.requests(photo).isEmpty();
      try {
        receiver.settle(record, "ehr", isThere, "Dr Ngata");
      } catch (DecisionRefusedException e) {
        return false; // it went on meanwhile
      }
    }
    return record.followUps().stream().allMatch(at -> at.state() == FollowUpState.FILED)
        && Files.notExists(home.resolve("followup").resolve(photo.toString()));
  }
}
