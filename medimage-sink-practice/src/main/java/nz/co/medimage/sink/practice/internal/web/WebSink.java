package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.store.FilingJournal;
import nz.co.medimage.store.FilingJournal.Begun;
import nz.co.medimage.store.FilingJournal.Filed;
import org.jspecify.annotations.Nullable;

/** Files photos by web services. */
final class WebSink implements Sink, SelfTest {
  private static final String JOURNAL = "filing.db";

  private final AddOnContext context;
  private final Clock clock;
  private final WebSystem system;
  private final PhotoFlow flow;
  private @Nullable FilingJournal journal;

  WebSink(AddOnContext context, WebSystem system, PhotoFlow flow) {
    this.context = context;
    this.clock = context.clock();
    this.system = system;
    this.flow = flow;
  }

  @Override
  public String id() {
    return context.id();
  }

  @Override
  public synchronized void start() throws IOException {
    if (journal == null) {
      Path folder = Path.of(context.stateFolder().toString());
      journal = FilingJournal.open(folder.resolve(JOURNAL), clock);
    }
  }

  private synchronized FilingJournal journal() {
    if (journal == null) {
      throw new IllegalStateException("the sink was not started");
    }
    return journal;
  }

  @Override
  public SinkReference write(StagedPhoto photo) throws IOException, PhotoRejectedException {
    Optional<FilingJournal.Entry> entry = journal().find(photo.id());
    if (entry.orElse(null) instanceof Filed filed) {
      return new SinkReference(id(), filed.reference());
    }
    try {
      system.runner().checkAlone();
      return new SinkReference(id(), file(photo, entry));
    } catch (LoginFailedException e) {
      context.problem(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private String file(StagedPhoto photo, Optional<FilingJournal.Entry> entry)
      throws IOException, PhotoRejectedException {
    PhotoFacts facts = facts(photo);
    Content content = ContentRules.chosen(photo, flow.companion());
    if (content.length() > system.content().maxSize()) {
      throw tooLarge();
    }
    try {
      return new Filing(
              flow, system.runner(), journal(), clock, photo.id(), RequestValues.of(facts, content))
          .run(entry);
    } catch (TooLargeException e) {
      throw tooLarge();
    }
  }

  private static PhotoRejectedException tooLarge() {
    return new PhotoRejectedException(
        "This photo is larger than the practice system takes, and cannot be made smaller.");
  }

  private PhotoFacts facts(StagedPhoto photo) throws IOException, PhotoRejectedException {
    boolean capitals = system.lookup().map(WebPatients::capitals).orElse(false);
    Optional<String> id = PhotoFacts.typedId(photo, capitals);
    PhotoFacts facts = PhotoFacts.of(photo, id.orElse(""), system.profile().values(), clock);
    String patient = photo.patient().orElse(null);
    if (patient == null) {
      patient = lookedUp(id);
    }
    return facts.with("patient", patient);
  }

  /** No check found the patient, so this does: nothing is filed for somebody unknown. */
  private String lookedUp(Optional<String> id) throws IOException, PhotoRejectedException {
    if (id.isEmpty()) {
      throw new PhotoRejectedException(
          "The photo names no patient: the practice system needs #ID at the beginning of the"
              + " words.");
    }
    if (system.lookup().isEmpty()) {
      throw new PhotoRejectedException(
          "No patient check found the patient, and the profile has no look-up of its own.");
    }
    PatientMatch match = system.lookup().get().find(id.get());
    return switch (match.kind()) {
      case FOUND -> match.patient().orElseThrow();
      case UNKNOWN ->
          throw new PhotoRejectedException("The practice system knows no patient by this id.");
      case AMBIGUOUS ->
          throw new PhotoRejectedException(
              "The practice system has several patients with this id.");
      case INACTIVE ->
          throw new PhotoRejectedException(
              "The patient with this id is no longer with the practice.");
    };
  }

  @Override
  public SinkReference settle(StagedPhoto photo, boolean isFiled)
      throws IOException, PhotoRejectedException {
    Optional<FilingJournal.Entry> entry = journal().find(photo.id());
    if (entry.orElse(null) instanceof Filed filed) {
      return new SinkReference(id(), filed.reference());
    }
    if (isFiled) {
      return new SinkReference(id(), journal().filed(photo.id(), ""));
    }
    if (entry.orElse(null) instanceof Begun begun) {
      if (!begun.state().equals(FilingState.ASKED)) {
        // The person decided about an earlier request; this one was sent since.
        return write(photo);
      }
      journal().undo(photo.id(), Optional.empty());
    }
    return write(photo);
  }

  @Override
  public List<Finding> test(Optional<String> patient) {
    return new WebTest(system).run(patient);
  }

  @Override
  public void close() throws IOException {
    system.close();
    synchronized (this) {
      if (journal != null) {
        journal.close();
      }
    }
  }
}
