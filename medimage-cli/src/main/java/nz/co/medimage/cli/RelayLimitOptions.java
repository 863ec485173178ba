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
      description = "The most that may wait in one mailbox. Default: ${DEFAULT-VALUE}.")
  private ByteSize maxWaiting;

  @Option(
      names = "--quota",
      paramLabel = "SIZE",
      defaultValue = "500MB",
      description =
          "How much a mailbox may take in all before 'relay grant'. Default: ${DEFAULT-VALUE}.")
  private ByteSize quota;

  @Option(
      names = "--max-mailboxes",
      paramLabel = "NUMBER",
      defaultValue = "10000",
      description = "The most mailboxes: one for each receiver. Default: ${DEFAULT-VALUE}.")
  private int maxMailboxes;

  @Option(
      names = "--max-requests",
      paramLabel = "NUMBER",
      defaultValue = "6000",
      description = "The most requests of one address in a minute. Default: ${DEFAULT-VALUE}.")
  private int maxRequests;

  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      defaultValue = "30",
      description = "How many days photos and receipts are kept. Default: ${DEFAULT-VALUE}.")
  private int keepDays;

  @Option(
      names = "--idle",
      paramLabel = "DAYS",
      defaultValue = "180",
      description =
          "How many days an empty mailbox is kept for its receiver. Default: ${DEFAULT-VALUE}.")
  private int idleDays;

  @Option(
      names = "--keep-free",
      paramLabel = "SIZE",
      defaultValue = "256MiB",
      description =
          "How much of the disk photos leave free, for receipts. Default: ${DEFAULT-VALUE}.")
  private ByteSize keepFree;

  @Option(
      names = "--enrolment-key",
      paramLabel = "KEY",
      description = {
        "The key that a receiver must show to get a mailbox. Default: one that the relay makes.",
        "Other users can see it here: use --enrolment-key-file or MEDIMAGE_ENROLMENT_KEY instead."
      })
  private @Nullable String enrolmentKey;

  @Option(
      names = "--enrolment-key-file",
      paramLabel = "FILE",
      description = "A file whose first line is the enrolment key.")
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
