package nz.co.medimage.cli;

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
      description = "The largest sealed photo: ${DEFAULT-VALUE}.")
  private ByteSize maxSize;

  @Option(
      names = "--max-waiting",
      paramLabel = "SIZE",
      defaultValue = "2GiB",
      description = "What may wait in one mailbox: ${DEFAULT-VALUE}.")
  private ByteSize maxWaiting;

  @Option(
      names = "--quota",
      paramLabel = "SIZE",
      defaultValue = "500MB",
      description = "What a mailbox may take before 'relay grant' gives more: ${DEFAULT-VALUE}.")
  private ByteSize quota;

  @Option(
      names = "--max-mailboxes",
      paramLabel = "NUMBER",
      defaultValue = "10000",
      description = "How many receivers: ${DEFAULT-VALUE}.")
  private int maxMailboxes;

  @Option(
      names = "--max-requests",
      paramLabel = "NUMBER",
      defaultValue = "6000",
      description = "Requests of one address in a minute: ${DEFAULT-VALUE}.")
  private int maxRequests;

  @Option(
      names = "--keep",
      paramLabel = "DAYS",
      defaultValue = "30",
      description = "Days that a photo or a receipt waits: ${DEFAULT-VALUE}.")
  private int keepDays;

  @Option(
      names = "--keep-free",
      paramLabel = "SIZE",
      defaultValue = "256MiB",
      description = "Room on the disk that photos never use, for receipts: ${DEFAULT-VALUE}.")
  private ByteSize keepFree;

  @Option(
      names = "--enrolment-key",
      paramLabel = "KEY",
      description = "What a receiver must show to get a mailbox; anybody gets one if not given.")
  private @Nullable String enrolmentKey;

  Limits limits() {
    Limits standard = Limits.standard();
    return new Limits(
        maxSize.bytes(),
        maxWaiting.bytes(),
        quota.bytes(),
        maxMailboxes,
        maxRequests,
        Duration.ofDays(keepDays),
        standard.unfinished(),
        keepFree.bytes(),
        Optional.ofNullable(enrolmentKey));
  }
}
