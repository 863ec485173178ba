package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Counts what changes files and decides what becomes of it. Safe for use by several threads. */
final class Mutations {

  /** What becomes of an operation. */
  enum Fate {
    DONE,
    HALTED,
    FAILED,
    FULL,
    CUT,
    HALVED
  }

  private final IntFunction<Fate> plan;
  private final Consumer<String> look;
  private final List<String> log = new ArrayList<>();

  /** The plan maps the number of an operation, from 1, to its fate. */
  Mutations(IntFunction<Fate> plan) {
    this(plan, operation -> {});
  }

  private Mutations(IntFunction<Fate> plan, Consumer<String> look) {
    this.plan = plan;
    this.look = look;
  }

  /** All is done, and of each write one half after the other; in between, the look is taken. */
  static Mutations inHalves(Consumer<String> look) {
    return new Mutations(n -> Fate.HALVED, look);
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

  /**
   * Counts a copy; if a crash is to come instead, does the torn one first.
   *
   * @return whether the torn one was done
   */
  boolean countCopy(Path file, TornWrite torn) throws IOException {
    Fate fate = next("copy", file);
    boolean isTorn = fate == Fate.HALTED || fate == Fate.CUT || fate == Fate.HALVED;
    if (isTorn) {
      torn.run();
    }
    suffer(fate);
    lookIfHalved(fate, "copy", file);
    return isTorn;
  }

  /**
   * Counts a write; unless it is to be done, does the torn one first, then does not return.
   *
   * @return how many bytes of it are written: those of the torn one, if the rest is to follow
   */
  long countWrite(Path file, TornWrite torn) throws IOException {
    Fate fate = next("write", file);
    if (fate == Fate.DONE) {
      return 0;
    }
    long written = torn.run();
    suffer(fate);
    lookIfHalved(fate, "write", file);
    return written;
  }

  private void lookIfHalved(Fate fate, String operation, Path file) {
    if (fate == Fate.HALVED) {
      look.accept(operation + " " + file.getFileName());
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
    if (fate != Fate.DONE && fate != Fate.HALVED) {
      throw new IOException(fate == Fate.CUT ? "the disk is gone" : "disk full");
    }
  }

  /** Writes a part of what was to be written; returns how many bytes. */
  @FunctionalInterface
  interface TornWrite {
    long run() throws IOException;
  }
}
