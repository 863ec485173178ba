package nz.co.medimage.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.file.DurableFiles;
import nz.co.medimage.receiver.DecisionRefusedException;
import nz.co.medimage.receiver.DeliveryRecord;
import nz.co.medimage.receiver.DeliveryRecord.FollowUpState;
import nz.co.medimage.receiver.Receiver;
import org.jspecify.annotations.Nullable;

/** What a person decides about one photo of a receiver, or does with it. */
final class PhotoDecisions {
  private final Receiver receiver;
  private final Output output;
  private final @Nullable String seen;

  /**
   * Decides nothing yet.
   *
   * @param seen the revision that the person saw; null for what is now
   */
  PhotoDecisions(Receiver receiver, Output output, @Nullable String seen) {
    this.receiver = receiver;
    this.output = output;
    this.seen = seen;
  }

  private interface Decision {
    void make(DeliveryRecord photo) throws IOException, DecisionRefusedException;
  }

  private int decide(String id, Decision decision) throws IOException {
    DeliveryRecord photo = find(id);
    if (seen != null && !photo.revision().equals(seen)) {
      throw new BadInputException(
          id + " has changed since it had the revision " + seen + "; look at it in 'deliveries'");
    }
    return Errors.sayWhatIsWrong(
        () -> {
          try {
            decision.make(photo);
          } catch (DecisionRefusedException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
          }
          return Medimage.OK;
        });
  }

  /** The photo that an id means; an envelope id alone does if only one photo has it. */
  private DeliveryRecord find(String text) throws IOException {
    EnvelopeId id = DeliveriesCommand.id(text.replaceFirst("_.*$", ""), "deliveries");
    List<DeliveryRecord> all =
        receiver.delivery(id).stream()
            .filter(each -> text.indexOf('_') < 0 || each.id().toString().equals(text))
            .toList();
    if (all.isEmpty()) {
      throw new BadInputException("no photo here has the id " + text);
    }
    if (all.size() > 1) {
      throw new BadInputException(
          "several phones sent a photo as "
              + id
              + "; say which: "
              + all.stream()
                  .map(each -> each.id() + " of " + each.from())
                  .collect(Collectors.joining(" or ")));
    }
    return all.get(0);
  }

  int replay(String id) throws IOException {
    return decide(
        id,
        photo -> {
          receiver.replay(photo);
          output.line("It will be tried again: " + id, "replay", "id", photo.id().envelope());
        });
  }

  int settle(String id, String found, @Nullable String sink, String by) throws IOException {
    if (!List.of("filed", "missing").contains(found)) {
      throw new BadInputException(
          "--settle takes ID and 'filed' or 'missing', not '" + found + "'");
    }
    boolean isFiled = found.equals("filed");
    return decide(
        id,
        photo -> {
          String where = sink == null ? onlySinkInDoubt(photo) : sink;
          receiver.settle(photo, where, isFiled, by);
          output.line(
              where + (isFiled ? " has it: " : " will file it: ") + id,
              "settle",
              "id",
              photo.id().envelope(),
              "sink",
              where,
              "found",
              found);
        });
  }

  private static String onlySinkInDoubt(DeliveryRecord photo) {
    List<String> sinks = photo.undecided().stream().map(DeliveryRecord.Undecided::sink).toList();
    if (sinks.size() == 1) {
      return sinks.get(0);
    }
    EnvelopeId id = photo.id().envelope();
    throw new IllegalArgumentException(
        sinks.isEmpty()
            ? "there is no doubt about " + id + decided(photo)
            : "say which with --sink: " + String.join(" or ", sinks) + " may have " + id);
  }

  private static String decided(DeliveryRecord photo) {
    DateTimeFormatter time = DeliveriesCommand.TIME;
    return photo.settlements().stream()
        .reduce((first, last) -> last)
        .map(last -> "; " + last.by() + " decided at " + time.format(last.at()))
        .orElse("");
  }

  int assign(String id, String tag, boolean mayBeFiled, String by) throws IOException {
    PatientTag under = Errors.sayWhatIsWrong(() -> PatientTag.parse(tag));
    return decide(
        id,
        photo -> {
          if (mayBeFiled) {
            receiver.assignThoughFiled(photo, under, by);
          } else {
            receiver.assign(photo, under, by);
          }
          output.line(
              "It will be filed, even if the patient check finds nobody: " + id,
              "assign",
              "id",
              photo.id().envelope());
          printWhereItStays(photo);
        });
  }

  /** What is filed now may refer to a file that is there, so a person decides. */
  private void printWhereItStays(DeliveryRecord record) {
    List<SinkReference> places = new ArrayList<>(record.filed());
    record.followUps().stream()
        .filter(at -> at.state() == FollowUpState.FILED)
        .forEach(at -> places.add(new SinkReference(at.sink(), at.detail())));
    for (SinkReference place : places) {
      output.line(
          "    "
              + place.sink()
              + " keeps it where it is: "
              + place.reference()
              + ". Move it by hand only if the practice software does not open it there.",
          "stays",
          "id",
          record.id().envelope(),
          "sink",
          place.sink(),
          "reference",
          place.reference());
    }
  }

  /** Saves a photo from quarantine as a file that is whole or not there, and replaces none. */
  int export(String id, Path file) throws IOException {
    Path target = file.toAbsolutePath();
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw taken(file);
    }
    Path part = target.resolveSibling("." + target.getFileName() + ".medimage.part");
    return decide(
        id,
        photo -> {
          try {
            Files.deleteIfExists(part); // in clear, if an earlier one was killed
            Object own;
            try (FileChannel fresh = DurableFiles.createPrivate(part);
                OutputStream content = Channels.newOutputStream(fresh)) {
              own = key(part);
              var unused = receiver.export(photo.id(), content);
              fresh.force(true);
            }
            if (!Objects.equals(own, key(part))) {
              throw new BadInputException(file + " is being saved by somebody else just now");
            }
            if (!DurableFiles.moveIfFree(part, target)) {
              throw taken(file);
            }
            DurableFiles.forceName(target);
          } finally {
            Files.deleteIfExists(part);
          }
          output.line(
              "Saved as " + file + "; it is no longer sealed there, so delete it when you are done",
              "export",
              "id",
              photo.id().envelope(),
              "file",
              file);
        });
  }

  /** What tells a file from another of the same name; null where the system has no such thing. */
  private static @Nullable Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .fileKey();
  }

  private static BadInputException taken(Path file) {
    return new BadInputException(file + " is there already; name a file that is not");
  }
}
