package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.store.FilingJournal;
import org.jspecify.annotations.Nullable;

/** Files each photo by one message. Its journal knows which it has filed or may have filed. */
final class Hl7Sink implements Sink, SelfTest {
  private static final String JOURNAL = "filed.db";

  private final AddOnContext context;
  private final MessageFormat format;
  private final Target target;
  private volatile @Nullable FilingJournal journal;

  Hl7Sink(AddOnContext context, MessageFormat format, Target target) {
    this.context = context;
    this.format = format;
    this.target = target;
  }

  @Override
  public String id() {
    return context.id();
  }

  @Override
  public void start() throws IOException {
    if (journal == null) {
      journal = FilingJournal.open(context.stateFolder().resolve(JOURNAL), context.clock());
    }
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    FilingJournal known = journal();
    Optional<FilingJournal.Entry> entry = known.find(photo.id());
    if (entry.orElse(null) instanceof FilingJournal.Filed filed) {
      return new SinkReference(id(), filed.reference());
    }
    Optional<FilingJournal.Begun> before = entry.map(FilingJournal.Begun.class::cast);
    try {
      PhotoMessage message = PhotoMessage.of(format, photo);
      return new SinkReference(id(), target.file(message, known, before));
    } catch (PhotoRejectedException e) {
      throw refused(photo, known, e);
    }
  }

  /**
   * What it means that the photo is refused: once a message may have arrived, that the practice
   * system may have it all the same, which a person must see.
   */
  private OutcomeUnknownException refused(
      StagedPhoto photo, FilingJournal known, PhotoRejectedException refusal)
      throws IOException, PhotoRejectedException {
    if (!(known.find(photo.id()).orElse(null) instanceof FilingJournal.Begun)) {
      throw refusal;
    }
    return new OutcomeUnknownException(
        "The practice system may have this photo from an earlier message, and now it is refused: "
            + refusal.getMessage()
            + " Look in the practice system for document "
            + format.documentId(photo.id())
            + ".");
  }

  @Override
  public SinkReference settle(StagedPhoto photo, boolean isFiled)
      throws IOException, PhotoRejectedException {
    FilingJournal known = journal();
    if (isFiled) {
      return new SinkReference(id(), known.filed(photo.id(), target.reference(photo.id())));
    }
    if (known.find(photo.id()).orElse(null) instanceof FilingJournal.Begun) {
      known.undo(photo.id(), Optional.empty());
    }
    return write(photo);
  }

  private FilingJournal journal() {
    FilingJournal open = journal;
    if (open == null) {
      throw new IllegalStateException("the sink was not started");
    }
    return open;
  }

  @Override
  public List<Finding> test(Optional<String> patient) {
    List<Finding> findings = new ArrayList<>();
    patientWarning()
        .ifPresent(sentence -> findings.add(new Finding(SelfTest.Verdict.WARNING, sentence)));
    findings.addAll(target.test());
    return findings;
  }

  private Optional<String> patientWarning() {
    if (format.isFoundId()) {
      return Optional.of(
          "A photo is rejected if no check has found its patient: in patient-check, set"
              + " when-unavailable to wait.");
    }
    return format.patientIdType().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Patients' ids are sent as they were typed, as "
                + format.patientIdType()
                + ": no other ids may be typed, or assigned.");
  }

  @Override
  public void close() throws IOException {
    FilingJournal open = journal;
    try {
      target.close();
    } finally {
      if (open != null) {
        open.close();
      }
    }
  }
}
