package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Counts what changes files and decides what becomes of it. Safe for use by several threads. */
final class Mutations {

  /** What becomes of an operation. */
  enum Fate {
    DONE,
    HALTED,
    FAILED,
    FULL,
    CUT
  }

  private final IntFunction<Fate> plan;
  private final List<String> log = new ArrayList<>();

  /** The plan maps the number of an operation, from 1, to its fate. */
  Mutations(IntFunction<Fate> plan) {
    this.plan = plan;
  }

  synchronized List<String> log() {
    return List.copyOf(log);
  }

  /** Counts an operation; returns only if it is to be done. */
  void count(String operation, Path file) throws IOException {
    Fate fate = next(operation, file);
    if (fate == Fate.FULL && operation.equals("delete")) {
      return;
    }
    suffer(fate);
  }

  /** Counts a copy; if a crash is to come instead, does the torn one first. */
  void countCopy(Path file, TornWrite torn) throws IOException {
    Fate fate = next("copy", file);
    if (fate == Fate.HALTED || fate == Fate.CUT) {
      torn.run();
    }
    suffer(fate);
  }

  /** Counts a write; unless it is to be done, does the torn one first, then does not return. */
  void countWrite(Path file, TornWrite torn) throws IOException {
    Fate fate = next("write", file);
    if (fate != Fate.DONE) {
      torn.run();
      suffer(fate);
    }
  }

  private synchronized Fate next(String operation, Path file) {
    log.add(operation + " " + file.getFileName());
    return plan.apply(log.size());
  }

  private static void suffer(Fate fate) throws IOException {
    if (fate == Fate.HALTED) {
      Runtime.getRuntime().halt(HaltingFileSystem.HALTED);
    }
    if (fate != Fate.DONE) {
      throw new IOException(fate == Fate.CUT ? "the disk is gone" : "disk full");
    }
  }

  /** Writes a part of what was to be written. */
  @FunctionalInterface
  interface TornWrite {
    void run() throws IOException;
  }
}
