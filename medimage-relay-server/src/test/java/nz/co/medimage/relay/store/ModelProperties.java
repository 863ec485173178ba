package nz.co.medimage.relay.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Provide;
import nz.co.medimage.testkit.MutableClock;

/** A store says to any steps what a plain model says, also after it was opened again. */
abstract class ModelProperties {
  private static final String NINE = "2026-11-24T09:00:00Z";

  /** Opens one that is new, and the same again until the next is begun. */
  abstract RelayStore open(MutableClock clock) throws Exception;

  /** The next one opened is new. */
  abstract void begin() throws Exception;

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Step> step =
        Combinators.combine(
                Arbitraries.of(Step.Kind.class),
                Arbitraries.integers().between(0, 1),
                Arbitraries.integers().between(0, 4),
                Arbitraries.integers().between(0, 2),
                Arbitraries.integers().between(0, 63))
            .as(Step::new);
    return step.list().ofMinSize(20).ofMaxSize(120);
  }

  final void check(List<Step> steps) throws Exception {
    MutableClock clock = MutableClock.at(NINE);
    MemoryStore model = new MemoryStore(clock);
    Told expected = new Told();
    Told told = new Told();
    Map<UUID, String> modelCursors = new HashMap<>();
    Map<UUID, String> cursors = new HashMap<>();
    Map<UUID, String> names = new HashMap<>();
    model.onChange(expected);
    begin();
    RelayStore store = open(clock);
    try {
      store.onChange(told);
      for (RelayStore each : List.of(model, store)) {
        each.enrol(Step.box(0), StoreFixture.token(1));
        each.admit(Step.box(0), StoreFixture.list(Map.of(new UUID(2, 0), StoreFixture.token(0))));
      }
      for (Step step : steps) {
        if (step.kind() == Step.Kind.WAIT) {
          clock.advance(Duration.ofSeconds(step.amount() / 4));
        } else if (step.kind() == Step.Kind.REOPEN && step.amount() < 16) {
          store.close();
          store = open(clock);
          store.onChange(told);
        }
        Step.name(model, names);
        Step.name(store, names);
        Object says = step.run(model, modelCursors, clock.instant());
        assertEquals(says, step.run(store, cursors, clock.instant()), step::toString);
        Set<Object> missing = expected.changed(names);
        missing.removeAll(told.changed(names));
        assertEquals(Set.of(), missing, step::toString);
      }
      Map<String, Object> all = Step.all(store);
      Step.all(model).forEach((what, says) -> assertEquals(says, all.get(what), what));
    } finally {
      store.close();
    }
  }
}
