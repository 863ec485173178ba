package nz.co.medimage.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import nz.co.medimage.api.Nhi;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.PatientMatch;
import nz.co.medimage.api.spi.PatientQuery;

/** A sound check of a practice in memory, and checks that each break one rule. */
final class CheckExamples {
  private static final Map<String, PatientMatch> PATIENTS =
      Map.of(
          "ZAC5361", PatientMatch.found("4711").withEcho("P… T…, b. 1980"),
          "ZAA0067", PatientMatch.found("4712"),
          "TWINS12", PatientMatch.ambiguous(),
          "GONE123", PatientMatch.inactive());

  private CheckExamples() {}

  /** A contract over the practice; a broken check overrides one step. */
  static class Sound extends PatientCheckContract {
    volatile boolean away;

    @Override
    protected PatientCheck open(Path folder) throws IOException {
      return new PatientCheck() {
        private final String id = name();

        @Override
        public String id() {
          return id;
        }

        @Override
        public PatientMatch find(PatientQuery query) throws IOException {
          return answer(folder, query.tag());
        }
      };
    }

    String name() {
      return "sound";
    }

    PatientMatch answer(Path folder, PatientTag tag) throws IOException {
      if (away) {
        throw new IOException("The practice system does not answer.");
      }
      return look(tag.folders().get(0));
    }

    PatientMatch look(String id) {
      PatientMatch match = PATIENTS.get(id.toUpperCase(Locale.ROOT));
      if (match != null) {
        return match;
      }
      return Nhi.looksMistyped(id) ? mistyped(id) : PatientMatch.unknown();
    }

    PatientMatch mistyped(String id) {
      return PatientMatch.unknown(id + " is no NHI: its last character does not fit.");
    }

    @Override
    protected List<String> known() {
      return List.of("ZAC5361", "ZAA0067");
    }

    @Override
    protected Optional<String> ambiguous() {
      return Optional.of("TWINS12");
    }

    @Override
    protected Optional<String> inactive() {
      return Optional.of("GONE123");
    }

    @Override
    protected Optional<String> mistyped() {
      return Optional.of("ZAC5362");
    }

    @Override
    protected List<String> masked() {
      return List.of("Peter", "Tester", "1980-02-29");
    }

    @Override
    protected boolean setReachable(Path folder, boolean reachable) {
      away = !reachable;
      return true;
    }
  }

  static final class HasAnotherIdEachTime extends Sound {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @Override
    String name() {
      return "check-" + COUNT.incrementAndGet();
    }
  }

  static final class FindsNobody extends Sound {
    @Override
    PatientMatch look(String id) {
      return PatientMatch.unknown();
    }
  }

  static final class GivesAllOneId extends Sound {
    @Override
    PatientMatch look(String id) {
      PatientMatch match = super.look(id);
      return match.patient().isPresent() ? PatientMatch.found("practice") : match;
    }
  }

  static final class TakesTheFirstOfSeveral extends Sound {
    @Override
    PatientMatch look(String id) {
      return id.equals("TWINS12") ? PatientMatch.found("4713") : super.look(id);
    }
  }

  static final class KeepsThoseWhoLeft extends Sound {
    @Override
    PatientMatch look(String id) {
      return id.equals("GONE123") ? PatientMatch.found("4714") : super.look(id);
    }
  }

  /** As with {@code LIKE 'id%'}. */
  static final class FindsByTheBeginning extends Sound {
    @Override
    PatientMatch look(String id) {
      String beginning = id.toUpperCase(Locale.ROOT).replaceAll("[%_*?].*", "");
      return PATIENTS.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(beginning))
          .map(Map.Entry::getValue)
          .findFirst()
          .orElse(PatientMatch.unknown());
    }
  }

  /** As a database does that holds ids in ten characters of a small alphabet. */
  static final class FailsOnIdsThatDoNotFit extends Sound {
    @Override
    PatientMatch answer(Path folder, PatientTag tag) throws IOException {
      if (tag.folders().get(0).length() > 10) {
        throw new IOException("The value is too long.");
      }
      return super.answer(folder, tag);
    }
  }

  static final class SaysWhoItCouldBe extends Sound {
    @Override
    PatientMatch mistyped(String id) {
      return PatientMatch.unknown(id + " may be patient 4711.");
    }
  }

  static final class DoesNotSayWhy extends Sound {
    @Override
    PatientMatch mistyped(String id) {
      return PatientMatch.unknown();
    }
  }

  static final class ShowsTheName extends Sound {
    @Override
    PatientMatch look(String id) {
      PatientMatch match = super.look(id);
      return match.echo().isPresent() ? match.withEcho("P… TESTER, b. 1980") : match;
    }
  }

  static final class LooksAtTheWords extends Sound {
    @Override
    PatientMatch answer(Path folder, PatientTag tag) throws IOException {
      PatientMatch first = super.answer(folder, tag);
      return first.kind() == PatientMatch.Kind.UNKNOWN && tag.folders().size() > 1
          ? look(tag.folders().get(1))
          : first;
    }
  }

  static final class KeepsARecord extends Sound {
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    PatientMatch answer(Path folder, PatientTag tag) throws IOException {
      Files.write(folder.resolve("asked"), new byte[] {(byte) asked.incrementAndGet()});
      return super.answer(folder, tag);
    }
  }

  static final class SaysUnknownWhenAway extends Sound {
    @Override
    PatientMatch answer(Path folder, PatientTag tag) {
      return away ? PatientMatch.unknown() : look(tag.folders().get(0));
    }
  }

  /** Answers from memory for those it has seen. */
  static final class Remembers extends Sound {
    private final Map<PatientTag, PatientMatch> seen = new ConcurrentHashMap<>();

    @Override
    PatientMatch answer(Path folder, PatientTag tag) throws IOException {
      PatientMatch before = seen.get(tag);
      if (before != null) {
        return before;
      }
      PatientMatch match = super.answer(folder, tag);
      seen.put(tag, match);
      return match;
    }
  }

  static final class SharesAField extends Sound {
    private final CyclicBarrier two = new CyclicBarrier(2);
    private volatile String asked = "";

    @Override
    PatientMatch answer(Path folder, PatientTag tag) throws IOException {
      asked = tag.folders().get(0);
      try {
        two.await(50, TimeUnit.MILLISECONDS);
      } catch (Exception e) {
        two.reset();
      }
      return super.answer(folder, PatientTag.parse("#" + asked));
    }
  }
}
