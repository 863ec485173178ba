package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.spi.OutcomeUnknownException;
import nz.co.medimage.api.spi.PhotoRejectedException;
import nz.co.medimage.sink.practice.internal.web.PhotoFlow.Repeat;
import nz.co.medimage.store.FilingJournal;
import nz.co.medimage.store.FilingJournal.Begun;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to file one photo: runs the steps, and notes in the journal before the one that files
 * it and after. The note alone decides what a repeat may do, so a crash and a lost answer are one
 * case.
 */
final class Filing {
  /** What the question to a person begins with, in the journal; no name of a capture. */
  private static final String WHY = "?";

  /** By which way of filing a request has left, in the journal; no name of a capture. */
  private static final String WAY = "=";

  /** For whom the request is; no name of a capture. */
  private static final String PATIENT = "@";

  private final PhotoFlow flow;
  private final StepRunner runner;
  private final FilingJournal journal;
  private final Clock clock;
  private final PhotoId photo;
  private final RequestValues facts;
  private final Map<String, String> captured = new HashMap<>();

  /**
   * Gets ready.
   *
   * @param facts of the photo, with the file to send
   */
  Filing(
      PhotoFlow flow,
      StepRunner runner,
      FilingJournal journal,
      Clock clock,
      PhotoId photo,
      RequestValues facts) {
    this.flow = flow;
    this.runner = runner;
    this.journal = journal;
    this.clock = clock;
    this.photo = photo;
    this.facts = facts;
  }

  /**
   * Files the photo, or finds that it is filed.
   *
   * @param entry what the journal has of it
   * @return its reference
   * @throws TooLargeException if the target takes smaller files only
   */
  String run(Optional<FilingJournal.Entry> entry) throws IOException, PhotoRejectedException {
    try {
      return attempt(entry);
    } catch (UnfitValueException e) {
      throw refused(entry, new PhotoRejectedException(String.valueOf(e.getMessage())));
    } catch (PhotoRejectedException e) {
      throw refused(entry, e);
    }
  }

  private String attempt(Optional<FilingJournal.Entry> entry)
      throws IOException, PhotoRejectedException {
    if (entry.orElse(null) instanceof Begun begun) {
      if (begun.state().equals(FilingState.ASKED)) {
        throw question(begun.values().get(WHY));
      }
      boolean isAccepted = begun.state().equals(FilingState.ACCEPTED);
      if (!flow.way().equals(begun.values().get(WAY))) {
        throw ask(Sentences.changed(isAccepted));
      }
      if (isAccepted) {
        captured.putAll(begun.values());
        captured.keySet().removeAll(List.of(WAY, PATIENT));
        return finish(flow.filing() + 1);
      }
      if (!begun.values().getOrDefault(PATIENT, facts.patient()).equals(facts.patient())) {
        throw ask(
            runner.target()
                + " may have this photo in another patient's record: the id that was typed has"
                + " become another patient's since it was sent.");
      }
      if (flow.repeat() == Repeat.ASK) {
        throw ask(Sentences.lost(runner.target(), flow.steps().get(flow.filing())));
      }
    }
    if (flow.repeat() == Repeat.FIND_FIRST) {
      Optional<String> found = find();
      if (found.isPresent()) {
        return journal.filed(photo, found.get());
      }
      checkSettled(entry);
    }
    return send(entry);
  }

  /**
   * What it means that the photo is refused: once a request may have arrived, that the target may
   * have it all the same, which a person must see.
   *
   * @param entry what the journal had of it
   * @throws PhotoRejectedException if no request can have arrived
   */
  OutcomeUnknownException refused(
      Optional<FilingJournal.Entry> entry, PhotoRejectedException refusal)
      throws IOException, PhotoRejectedException {
    if (!(entry.orElse(null) instanceof Begun begun)) {
      throw refusal;
    }
    return switch (begun.state()) {
      case FilingState.ASKED -> question(begun.values().get(WHY));
      case FilingState.ACCEPTED ->
          ask(runner.target() + " has this photo, but what follows fails: " + refusal.getMessage());
      default ->
          ask(
              runner.target()
                  + " may have this photo from an earlier request; sending it again failed: "
                  + refusal.getMessage());
    };
  }

  /** What the next attempt needs to know. */
  private Map<String, String> notes() {
    Map<String, String> notes = new HashMap<>(captured);
    notes.put(WAY, flow.way());
    notes.put(PATIENT, facts.patient());
    return notes;
  }

  private RequestValues values() {
    return facts.with(captured);
  }

  private String reference() throws IOException {
    return flow.reference().fill(values(), Escape.NONE);
  }

  /** Looks for the photo in the target. */
  private Optional<String> find() throws IOException, PhotoRejectedException {
    for (Step step : flow.find()) {
      if (step.isLeftOut(values())) {
        continue;
      }
      Outcome outcome = runner.run(step, values());
      captured.putAll(outcome.captured());
      boolean isFound =
          switch (outcome.meaning()) {
            case FOUND, DUPLICATE -> true;
            case OK -> step.selects() && !outcome.records().isEmpty();
            case UNKNOWN_PATIENT, DENIED -> throw failure(step, outcome);
            // A search that fails says nothing about the photo.
            default -> throw new IOException(Sentences.notNow(runner.target(), step, outcome));
          };
      if (isFound) {
        return Optional.of(reference());
      }
    }
    captured.clear();
    return Optional.empty();
  }

  /** A request whose answer was lost may still be under way, and the search too early for it. */
  private void checkSettled(Optional<FilingJournal.Entry> entry) throws IOException {
    if (entry.orElse(null) instanceof Begun begun) {
      Instant since = begun.since();
      if (since.isAfter(clock.instant())) { // the clock was set back: the wait begins anew
        since = clock.instant();
        journal.begin(photo, begun.state(), begun.values());
      }
      Instant settled = since.plus(runner.timeout()).plus(flow.settle());
      Duration rest = Duration.between(clock.instant(), settled);
      if (!rest.isNegative() && !rest.isZero()) {
        throw new IOException(
            runner.target()
                + " does not have the photo yet; a request that was lost may still take effect"
                + " within "
                + Sentences.seconds(rest)
                + ", so it is sent again later.");
      }
    }
  }

  private String send(Optional<FilingJournal.Entry> before)
      throws IOException, PhotoRejectedException {
    for (int i = 0; i < flow.filing(); i++) {
      Step step = flow.steps().get(i);
      if (step.isLeftOut(values())) {
        continue;
      }
      Outcome outcome = runner.run(step, values());
      switch (outcome.meaning()) {
        case OK -> captured.putAll(outcome.captured());
        case FOUND, DUPLICATE -> {
          captured.putAll(outcome.captured());
          return journal.filed(photo, reference());
        }
        default -> throw failure(step, outcome);
      }
    }
    return file(before);
  }

  /** The request that counts. */
  private String file(Optional<FilingJournal.Entry> before)
      throws IOException, PhotoRejectedException {
    Step step = flow.steps().get(flow.filing());
    step.request(values()); // what does not fit is found before anything is noted
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted before the photo was sent");
    }
    journal.begin(photo, FilingState.SENT, notes());
    Outcome outcome;
    try {
      outcome = runner.run(step, values());
    } catch (LoginFailedException | UnfitValueException e) {
      journal.undo(photo, before);
      throw e;
    } catch (CallFailedException e) {
      if (!e.isUnsent()) {
        throw unknown(Sentences.lost(runner.target(), step), e);
      }
      journal.undo(photo, before);
      throw e;
    } catch (IOException e) {
      throw unknown(Sentences.lost(runner.target(), step), e);
    }
    return filed(step, outcome, before);
  }

  private String filed(Step step, Outcome outcome, Optional<FilingJournal.Entry> before)
      throws IOException, PhotoRejectedException {
    switch (outcome.meaning()) {
      case OK -> {
        captured.putAll(outcome.captured());
        return finish(flow.filing() + 1);
      }
      case FOUND, DUPLICATE -> {
        captured.putAll(outcome.captured());
        return journal.filed(photo, reference());
      }
      case UNKNOWN -> throw unknown(Sentences.open(runner.target(), step, outcome), null);
      case PERSON -> throw ask(Sentences.open(runner.target(), step, outcome));
      default -> {
        journal.undo(photo, before);
        throw failure(step, outcome);
      }
    }
  }

  /** The steps behind the one that filed the photo; they may be repeated. */
  private String finish(int from) throws IOException {
    List<Step> rest = flow.steps().subList(from, flow.steps().size());
    if (!rest.isEmpty()) {
      journal.begin(photo, FilingState.ACCEPTED, notes());
    }
    for (Step step : rest) {
      Outcome outcome;
      try {
        if (step.isLeftOut(values())) {
          continue;
        }
        outcome = runner.run(step, values());
      } catch (UnfitValueException e) {
        throw ask(runner.target() + " has this photo, but what follows fails: " + e.getMessage());
      }
      switch (outcome.meaning()) {
        case OK, FOUND, DUPLICATE -> captured.putAll(outcome.captured());
        case RETRY -> throw new IOException(Sentences.notNow(runner.target(), step, outcome));
        case DENIED ->
            throw new LoginFailedException(Sentences.denied(runner.target(), step, outcome));
        default -> throw ask(Sentences.unfinished(runner.target(), step, outcome));
      }
    }
    return journal.filed(photo, reference());
  }

  /** The request that counts may have been acted upon or not. */
  private IOException unknown(String why, @Nullable IOException cause) throws IOException {
    if (flow.repeat() == Repeat.ASK) {
      return ask(why);
    }
    return new IOException(why + " It is tried again in a way that files it once.", cause);
  }

  /** Notes that a person is asked, before one is. */
  private OutcomeUnknownException ask(String sentence) throws IOException {
    journal.begin(photo, FilingState.ASKED, Map.of(WHY, sentence));
    return question(sentence);
  }

  private OutcomeUnknownException question(@Nullable String sentence) throws IOException {
    String where = flow.lookWhere().fill(facts, Escape.NONE);
    return new OutcomeUnknownException(
        (sentence == null
                ? "Nobody knows whether " + runner.target() + " has this photo."
                : sentence)
            + " "
            + where);
  }

  /** Nothing was done, and why. */
  private IOException failure(Step step, Outcome outcome)
      throws PhotoRejectedException, TooLargeException {
    String host = runner.target();
    return switch (outcome.meaning()) {
      case REJECTED, PERSON, UNKNOWN_PATIENT, AMBIGUOUS_PATIENT, INACTIVE_PATIENT ->
          throw new PhotoRejectedException(Sentences.rejected(host, step, outcome));
      case TOO_LARGE -> throw new TooLargeException();
      case DENIED -> new LoginFailedException(Sentences.denied(host, step, outcome));
      default -> new IOException(Sentences.notNow(host, step, outcome));
    };
  }
}
