package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What {@link PatientCheckContract} must know of a vendor's check and of the practice. */
abstract class CheckFixture {
  @TempDir private Path folder;
  PatientCheck check = none();

  /**
   * Makes the check; the kit starts and closes it. Called again with the same folder, it makes the
   * check as a restarted receiver would.
   *
   * @param folder the place for a practice system in files, or for the state of the check; empty at
   *     first
   */
  protected abstract PatientCheck open(Path folder) throws Exception;

  /** The ids of at least two different patients of the practice, as people type them in tags. */
  protected abstract List<String> known();

  /** An id that no patient has. Default: {@code NOBODY99}. */
  protected String unknown() {
    return "NOBODY99";
  }

  /** An id that several patients have. Default: none; this is not tested. */
  protected Optional<String> ambiguous() {
    return Optional.empty();
  }

  /** The id of a patient who is no longer with the practice. Default: none; this is not tested. */
  protected Optional<String> inactive() {
    return Optional.empty();
  }

  /**
   * An id that can be no patient's, such as one with a check character that does not fit, for which
   * the check answers {@link PatientMatch#unknown(String)}. Default: none; this is not tested.
   */
  protected Optional<String> mistyped() {
    return Optional.empty();
  }

  /**
   * What no echo may show: names of the patients of {@link #known}, and their dates of birth as the
   * practice system holds them. Default: none; this is not tested.
   */
  protected List<String> masked() {
    return List.of();
  }

  /**
   * What the practice system holds, in any form that shows a change, to see that the check changes
   * nothing. Default: the files below the folder.
   *
   * @param folder the one given to {@link #open}
   */
  protected Map<String, byte[]> contents(Path folder) throws Exception {
    return SinkTarget.contentsOf(folder);
  }

  /**
   * Makes the practice system unreachable, or reachable again. Default: does nothing and returns
   * false.
   *
   * @param folder the one given to {@link #open}
   * @return whether it did
   */
  protected boolean setReachable(Path folder, boolean reachable) throws Exception {
    return false;
  }

  private static PatientCheck none() {
    return new PatientCheck() {
      @Override
      public String id() {
        return "none";
      }

      @Override
      public PatientMatch find(PatientQuery query) {
        return PatientMatch.unknown();
      }
    };
  }

  /** Makes the check and starts it, before each test. */
  @BeforeEach
  protected final void openCheck() throws Exception {
    check = open(Files.createDirectories(folder.resolve("practice")));
    check.start();
  }

  /** Closes the check, after each test. */
  @AfterEach
  protected final void closeCheck() throws IOException {
    check.close();
  }

  final Path practice() {
    return folder.resolve("practice");
  }

  final PatientMatch find(String tag) throws IOException {
    PatientMatch match = check.find(PatientQuery.of(PatientTag.parse(tag), "a phone"));
    return Objects.requireNonNull(match, "what find returned");
  }
}
