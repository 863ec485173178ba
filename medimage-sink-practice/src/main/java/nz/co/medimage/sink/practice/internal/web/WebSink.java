package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.CompanionFile;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.api.spi.SelfTest;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.PhotoPatient;
import nz.co.medimage.sink.practice.internal.profile.WorkstationPath;
import nz.co.medimage.store.FilingJournal;
import nz.co.medimage.store.FilingJournal.Begun;
import nz.co.medimage.store.FilingJournal.Filed;
import org.jspecify.annotations.Nullable;

/** Files photos by web services. */
final class WebSink implements Sink, SelfTest {
  private static final String JOURNAL = "filing.db";

  /** How often a target may say that a file is too large. */
  private static final int MOST_TRIALS = 4;

  private final AddOnContext context;
  private final Clock clock;
  private final WebSystem system;
  private final PhotoFlow flow;
  private @Nullable FilingJournal journal;
  private @Nullable ContentMaker content;

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
      content =
          new ContentMaker(
              system.content(), flow.companion().orElse(null), folder.resolve("copies"));
      journal = FilingJournal.open(folder.resolve(JOURNAL), clock);
    }
  }

  private synchronized FilingJournal journal() {
    if (journal == null) {
      throw new IllegalStateException("the sink was not started");
    }
    return journal;
  }

  private synchronized ContentMaker content() {
    return Objects.requireNonNull(content, "the sink was not started");
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
    } catch (PhotoRejectedException e) {
      RequestValues values =
          RequestValues.of(PhotoFacts.of(photo, "", system.profile().values(), clock));
      throw filing(photo, values).refused(entry, e);
    } catch (LoginFailedException e) {
      context.problem(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private String file(StagedPhoto photo, Optional<FilingJournal.Entry> entry)
      throws IOException, PhotoRejectedException {
    PhotoFacts facts = facts(photo);
    long limit = content().limit();
    for (int trial = 1; ; trial++) {
      try (ContentMaker.Made made = content().make(photo, limit)) {
        RequestValues values = RequestValues.of(facts, made.content());
        try {
          return filing(photo, values).run(entry);
        } catch (TooLargeException e) {
          limit = content().below(trial < MOST_TRIALS ? made.content().length() : 0);
        }
      }
    }
  }

  private Filing filing(StagedPhoto photo, RequestValues values) {
    return new Filing(flow, system.runner(), journal(), clock, photo.id(), values);
  }

  private PhotoFacts facts(StagedPhoto photo) throws IOException, PhotoRejectedException {
    WebPatients lookup = system.lookup().orElse(null);
    String patient = PhotoPatient.of(photo, lookup);
    String typed = PhotoPatient.typed(photo, lookup);
    PhotoFacts facts = PhotoFacts.of(photo, typed, system.profile().values(), clock);
    return withPath(photo, facts.with("patient", patient));
  }

  /** Adds where workstations see the file that is meant, if the profile says so. */
  private PhotoFacts withPath(StagedPhoto photo, PhotoFacts facts) throws IOException {
    if (flow.path().isEmpty()) {
      return facts;
    }
    WorkstationPath path = flow.path().get();
    Optional<CompanionFile> companion =
        photo.companions().stream()
            .filter(each -> each.label().equals(flow.companion().orElse(null)))
            .findFirst();
    return facts.with(
        "path", companion.isPresent() ? path.of(photo, companion.get()) : path.of(photo));
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
