package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import nz.co.medimage.relay.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a relay takes. */
final class RelayLimitOptions {
  @Option(
      names = "--max-size",
      paramLabel = "SIZE",
      defaultValue = "64MiB",
      description = "The largest sealed photo. Default: ${DEFAULT-VALUE}.")
  private ByteSize maxSize;

  @Option(
      names = "--max-waiting",
      paramLabel = "SIZE",
      defaultValue = "2GiB",
      description = "What may wait in one mailbox. Default: ${DEFAULT-VALUE}.")
  private ByteSize maxWaiting;

  @Option(
      names = "--quota",
      paramLabel = "SIZE",
      defaultValue = "500MB",
      description =
          "What a mailbox may take before 'relay grant' gives more. Default: ${DEFAULT-VALUE}.")
  private ByteSize quota;

  @Option(
      names = "--max-mailboxes",
      paramLabel = "NUMBER",
      defaultValue = "10000",
      description = "How many receivers. Default: ${DEFAULT-VALUE}.")
  private int maxMailboxes;

  @Option(
      names = "--max-requests",
      paramLabel = "NUMBER",
      defaultValue = "6000",
      description = "Requests of one address in a minute. Default: ${DEFAULT-VALUE}.")
  private int maxRequests;

  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      defaultValue = "30",
      description = "Days that a photo or a receipt waits. Default: ${DEFAULT-VALUE}.")
  private int keepDays;

  @Option(
      names = "--idle",
      paramLabel = "DAYS",
      defaultValue = "180",
      description = "Days that an empty mailbox waits for its receiver. Default: ${DEFAULT-VALUE}.")
  private int idleDays;

  @Option(
      names = "--keep-free",
      paramLabel = "SIZE",
      defaultValue = "256MiB",
      description =
          "Room on the disk that photos never use, for receipts. Default: ${DEFAULT-VALUE}.")
  private ByteSize keepFree;

  @Option(
      names = "--enrolment-key",
      paramLabel = "KEY",
      description = {
        "What a receiver must show to get a mailbox. Default: one that the relay makes.",
        "Others can read it here, so better --enrolment-key-file, or MEDIMAGE_ENROLMENT_KEY."
      })
  private @Nullable String enrolmentKey;

  @Option(
      names = "--enrolment-key-file",
      paramLabel = "FILE",
      description = "A file whose first line is that key.")
  private @Nullable Path enrolmentKeyFile;

  @Option(names = "--open", description = "Give anybody a mailbox, without an enrolment key.")
  private boolean open;

  /** Whether anybody gets a mailbox. */
  boolean isOpen() {
    return open;
  }

  /** Whether the relay is to make a key of its own. */
  boolean makesKey() {
    return !open && enrolmentKey == null && enrolmentKeyFile == null;
  }

  /** The key that the operator chose, if there is one. */
  Optional<String> givenKey() throws IOException {
    Optional<String> key = Optional.ofNullable(SecretFile.or(enrolmentKeyFile, enrolmentKey));
    if (open && key.isPresent()) {
      throw new BadInputException("--open needs no enrolment key: give one or the other");
    }
    return key;
  }

  /**
   * The limits.
   *
   * @param ownKey the key that the relay made, if {@linkplain #makesKey it does}
   */
  Limits limits(Optional<String> ownKey) throws IOException {
    Optional<String> key = ownKey.isPresent() ? ownKey : givenKey();
    Limits.Builder builder =
        Limits.builder()
            .envelope(maxSize.bytes())
            .waiting(maxWaiting.bytes())
            .free(quota.bytes())
            .mailboxes(maxMailboxes)
            .requests(maxRequests)
            .kept(Duration.ofDays(keepDays))
            .idle(Duration.ofDays(idleDays))
            .roomKept(keepFree.bytes());
    key.ifPresent(builder::enrolmentKey);
    return builder.build();
  }
}
