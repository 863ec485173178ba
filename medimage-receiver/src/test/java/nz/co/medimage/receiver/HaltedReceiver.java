package nz.co.medimage.receiver;

import java.io.ByteArrayInputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.function.Consumer;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.spi.Reception;
import nz.co.medimage.testkit.HaltingFileSystem;

/** Takes one envelope, in a JVM of its own that halts at a chosen operation on files. */
final class HaltedReceiver {
  /** Begins the line that it prints when there is a receipt. */
  static final String RECEIPT = "receipt ";

  private HaltedReceiver() {}

  /** Arguments: home, target folder, sealed file, envelope, pairing, number of the operation. */
  public static void main(String[] args) throws Exception {
    HaltingFileSystem files =
        HaltingFileSystem.haltingAt(FileSystems.getDefault(), Integer.parseInt(args[5]));
    byte[] sealed = Files.readAllBytes(Path.of(args[2]));
    EnvelopeId id = EnvelopeId.parse(args[3]);
    take(
        files.wrap(Path.of(args[0])),
        files.wrap(Path.of(args[1])),
        sealed,
        id,
        PairingId.parse(args[4]),
        receipt -> System.out.println(RECEIPT + Base64.getEncoder().encodeToString(receipt)));
  }

  /** The same in this JVM; gives the receipt. */
  static byte[] take(Path home, Path target, byte[] sealed, EnvelopeId id, PairingId from)
      throws Exception {
    return take(home, target, sealed, id, from, receipt -> {});
  }

  private static byte[] take(
      Path home,
      Path target,
      byte[] sealed,
      EnvelopeId id,
      PairingId from,
      Consumer<byte[]> whenThere)
      throws Exception {
    DirectListener listener = new DirectListener();
    try (Receiver receiver =
        Receiver.builder(home)
            .listener(listener)
            .sink(new FileSink("files", target))
            .withoutWarmUp()
            .build()) {
      receiver.start();
      Reception reception = listener.reception();
      long offset = reception.begin(from, id, sealed.length);
      if (offset < sealed.length) {
        reception.append(
            from,
            id,
            offset,
            new ByteArrayInputStream(sealed, (int) offset, sealed.length - (int) offset));
      }
      byte[] receipt = Phone.await(reception.receipt(from, id).toCompletableFuture());
      whenThere.accept(receipt);
      return receipt;
    }
  }
}
