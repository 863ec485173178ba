package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Manifest;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.DeliveryRecord.State;
import nz.co.medimage.receiver.Receiver;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Lists the photos of a receiver, tries one again, files one under another tag, saves a copy of
 * one, or says whether a sink has one.
 */
@Command(
    name = "deliveries",
    description = {
      "Lists the photos of a receiver, tries one again, files one that is held,",
      "saves a copy of it, or says whether a sink has one."
    },
    mixinStandardHelpOptions = true)
final class DeliveriesCommand implements Callable<Integer> {
  private static final int PAGE = 1_000;

  /** Always with as many digits, so that columns stand below each other. */
  static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  @Mixin private HomeOption home;
  @Mixin private Output output;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many to list, newest first. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--all", description = "List all photos.")
  private boolean all;

  @Option(
      names = "--replay",
      paramLabel = "ID",
      description = {
        "Try this photo again at once. At a follow-up sink, an earlier photo of the same patient",
        "that waits goes first."
      })
  private @Nullable String replayed;

  @Option(
      names = "--assign",
      arity = "2",
      paramLabel = "VALUE",
      hideParamSyntax = true,
      description = {
        "ID TAG: file this photo, which is held or rejected, under this tag, written as for 'send'.",
        "A photo that was delivered is filed so by the follow-up sinks that rejected it; the others",
        "keep it where they have it. It is filed even if the patient check finds nobody, so read",
        "the id twice. The ledger records who did it."
      })
  private List<String> assigned = List.of();

  @Option(
      names = "--may-be-filed",
      description = {
        "With --assign: do it even if sinks may have filed the photo under another tag.",
        "They keep it there; correct that by hand."
      })
  private boolean mayBeFiled;

  @Option(
      names = "--settle",
      arity = "2",
      paramLabel = "VALUE",
      hideParamSyntax = true,
      description = {
        "ID filed|missing: nobody knew whether a sink has this photo; you looked in its target.",
        "filed: it is there, and nothing is sent. If it is not there after all, it stays with",
        "the other sinks; file it there by hand.",
        "missing: it is not there, and is sent again. If it is there after all, it is there",
        "twice; delete one.",
        "The ledger records who decided."
      })
  private List<String> settled = List.of();

  @Option(
      names = "--export",
      arity = "2",
      paramLabel = "VALUE",
      hideParamSyntax = true,
      description = {
        "ID FILE: save a copy of this photo, which is held or rejected, as it came. FILE must not",
        "be there; only you can read it. The photo stays in quarantine."
      })
  private List<String> exported = List.of();

  @Option(
      names = "--seen",
      paramLabel = "REVISION",
      description = {
        "With --replay, --assign or --settle: only if the photo still has this revision, which",
        "--json lists. Default: as it is now."
      })
  private @Nullable String seen;

  @Option(
      names = "--sink",
      paramLabel = "NAME",
      description = "With --settle: which sink. Needed only if several are in doubt.")
  private @Nullable String sink;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = {
        "With --assign or --settle: who decides this.",
        "Default: the user of this computer."
      })
  private String by = "";

  @Override
  public Integer call() throws IOException {
    if (limit < 1) {
      throw new BadInputException("--limit is at least 1, not " + limit);
    }
    try (Receiver receiver = Receivers.open(home)) {
      PhotoDecisions decisions = new PhotoDecisions(receiver, output, seen);
      if (replayed != null) {
        return decisions.replay(replayed);
      }
      if (!assigned.isEmpty()) {
        return decisions.assign(assigned.get(0), assigned.get(1), mayBeFiled, by);
      }
      if (!settled.isEmpty()) {
        return decisions.settle(settled.get(0), settled.get(1), sink, by);
      }
      if (!exported.isEmpty()) {
        return decisions.export(exported.get(0), Path.of(exported.get(1)));
      }
      list(receiver);
    }
    return Medimage.OK;
  }

  /** A page at a time, as a home may hold a million. */
  private void list(Receiver receiver) throws IOException {
    long left = all ? Long.MAX_VALUE : limit;
    List<DeliveryRecord> page = receiver.deliveries(size(left));
    if (page.isEmpty()) {
      output.hint("Nothing came in yet.");
    }
    while (!page.isEmpty()) {
      page.forEach(record -> print(receiver, record));
      left -= page.size();
      PhotoId last = page.get(page.size() - 1).id();
      if (left == 0) {
        if (!receiver.deliveriesBefore(last, 1).isEmpty()) {
          output.hint("These are the newest " + limit + "; --limit N lists more, --all lists all.");
        }
        return;
      }
      page = receiver.deliveriesBefore(last, size(left));
    }
  }

  private static int size(long left) {
    return (int) Math.min(PAGE, left);
  }

  /** Reads an id that a command lists. */
  static EnvelopeId id(String text, String lists) {
    try {
      return EnvelopeId.parse(text);
    } catch (IllegalArgumentException e) {
      throw new BadInputException("an id is as '" + lists + "' lists it, not '" + text + "'");
    }
  }

  private void print(Receiver receiver, DeliveryRecord record) {
    printOutcome(record);
    if (record.isInQuarantine()) {
      printManifest(receiver, record.id());
    }
    record.followUps().forEach(followUp -> print(record, followUp));
    record.assignments().forEach(assignment -> print(record.id().envelope(), assignment));
    record.undecided().forEach(undecided -> print(record, undecided));
    record.settlements().forEach(decision -> print(record.id().envelope(), decision));
  }

  private void printOutcome(DeliveryRecord record) {
    List<String> references =
        record.filed().stream().map(SinkReference::reference).collect(Collectors.toList());
    String state = record.state().name().toLowerCase(Locale.ROOT);
    Optional<String> echo =
        Optional.of(record.detail())
            .filter(said -> record.state() == State.DELIVERED && !said.isEmpty());
    String what =
        references.isEmpty()
            ? record.detail()
            : String.join(", ", references) + echo.map(hint -> ", echo: " + hint).orElse("");
    output.line(
        record.id().envelope()
            + "  "
            + TIME.format(record.at())
            + "  "
            + record.from()
            + "  "
            + state
            + (what.isEmpty() ? "" : "  " + what),
        "delivery",
        "id",
        record.id().envelope(),
        "at",
        TIME.format(record.at()),
        "from",
        record.from(),
        "state",
        state,
        "references",
        references,
        "detail",
        record.detail(),
        "echo",
        echo.orElse(null),
        "photo",
        record.id(),
        "revision",
        record.revision());
  }

  /** What the device said of a photo in quarantine, from which a person can tell whose it is. */
  private void printManifest(Receiver receiver, PhotoId id) {
    manifest(receiver, id)
        .ifPresent(
            said ->
                output.line(
                    "    typed: "
                        + shown(said.tag().toString())
                        + "; taken at "
                        + TIME.format(said.capturedAt())
                        + ", "
                        + said.mediaType(),
                    "typed",
                    "id",
                    id.envelope(),
                    "tag",
                    said.tag(),
                    "captured",
                    TIME.format(said.capturedAt()),
                    "mediaType",
                    said.mediaType()));
  }

  /** Empty also if it cannot be read, as that of a photo that was rejected for its manifest. */
  private static Optional<Manifest> manifest(Receiver receiver, PhotoId id) {
    try {
      return receiver.manifest(id);
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** The reason only if it is not said above. */
  private void print(DeliveryRecord record, DeliveryRecord.Undecided undecided) {
    EnvelopeId id = record.id().envelope();
    boolean isSaid =
        record.detail().contains(undecided.why())
            || record.followUps().stream().anyMatch(at -> at.detail().equals(undecided.why()));
    output.line(
        "    does "
            + undecided.sink()
            + " have it? Look, then 'deliveries --settle "
            + id
            + " filed' or 'missing'"
            + (isSaid ? "" : ": " + undecided.why()),
        "undecided",
        "id",
        id,
        "sink",
        undecided.sink(),
        "reason",
        undecided.why());
  }

  private void print(EnvelopeId id, DeliveryRecord.Settled decision) {
    String found = decision.isFiled() ? "filed" : "missing";
    output.line(
        "    "
            + decision.by()
            + " decided at "
            + TIME.format(decision.at())
            + " that "
            + decision.sink()
            + (decision.isFiled() ? " has it" : " does not have it, so it is sent again"),
        "settled",
        "id",
        id,
        "sink",
        decision.sink(),
        "found",
        found,
        "at",
        TIME.format(decision.at()),
        "by",
        decision.by());
  }

  private void print(EnvelopeId id, DeliveryRecord.Assigned assignment) {
    output.line(
        "    assigned by "
            + assignment.by()
            + " at "
            + TIME.format(assignment.at())
            + ": from "
            + shown(assignment.from())
            + " to "
            + shown(assignment.to()),
        "assigned",
        "id",
        id,
        "at",
        TIME.format(assignment.at()),
        "by",
        assignment.by(),
        "from",
        assignment.from(),
        "to",
        assignment.to());
  }

  private static String shown(String tag) {
    return tag.isEmpty() ? "no tag" : tag;
  }

  private void print(DeliveryRecord record, DeliveryRecord.FollowUp followUp) {
    EnvelopeId id = record.id().envelope();
    String progress = followUp.state().name().toLowerCase(Locale.ROOT);
    Optional<Instant> nextTry =
        record.nextTry(followUp.sink()).filter(time -> time.isAfter(Instant.now()));
    String next =
        followUp.state() == FollowUpState.REJECTED
            ? " If the id is wrong, 'deliveries --assign " + id + " TAG' files it there."
            : nextTry.map(time -> " Next try at " + TIME.format(time) + ".").orElse("");
    output.line(
        ("    " + followUp.sink() + "  " + progress + "  " + sentence(followUp.detail(), next))
            .stripTrailing(),
        "follow-up",
        "id",
        id,
        "sink",
        followUp.sink(),
        "state",
        progress,
        "detail",
        followUp.detail(),
        "nextTry",
        nextTry.orElse(null));
  }

  private static String sentence(String first, String next) {
    boolean isOpen = !next.isEmpty() && !first.isEmpty() && !first.matches("(?s).*[.!?…]");
    return (first + (isOpen ? "." : "") + next).strip();
  }
}
