package nz.co.medimage.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.SinkProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FakeAddOnContextTest {
  @TempDir Path folder;
  private final SinkProvider provider = new FakeSinkProvider();

  private static final class FakeSinkProvider implements SinkProvider {
    @Override
    public String id() {
      return "archive";
    }

    @Override
    public List<Setting> settings() {
      return List.of(Setting.text("server"), Setting.integer("port").defaultValue("80"));
    }

    @Override
    public Sink create(AddOnContext context) throws IOException {
      return new FakeSink(context.id());
    }
  }

  private FakeAddOnContext context(Map<String, ?> values) {
    return new FakeAddOnContext(provider, values, folder.resolve("state"));
  }

  @Test
  void settingsAreCheckedAndDefaultsFilledIn() {
    FakeAddOnContext context = context(Map.of("server", "archive.example"));
    assertEquals("archive.example", context.settings().text("server"));
    assertEquals(80, context.settings().integer("port"));
    assertThrows(IllegalArgumentException.class, () -> context(Map.of("sever", "x")));
  }

  @Test
  void bearsTheIdOfItsProviderOrOneOfItsOwn() throws Exception {
    assertEquals("archive", provider.create(context(Map.of("server", "a"))).id());
    MutableClock clock = MutableClock.at("2026-03-01T10:15:30Z");
    FakeAddOnContext second =
        new FakeAddOnContext("archive-2", provider, Map.of("server", "b"), folder, clock);
    assertEquals("archive-2", provider.create(second).id());
    assertSame(clock, second.clock());
  }

  @Test
  void stateFolderIsMadeWhenItIsAskedFor() throws Exception {
    FakeAddOnContext context = context(Map.of("server", "a"));
    assertFalse(Files.exists(folder.resolve("state")));
    assertTrue(Files.isDirectory(context.stateFolder()));
    assertEquals(folder.resolve("state"), context.stateFolder());
  }

  @Test
  void secretsAreKeptAsCopies() throws Exception {
    FakeAddOnContext context = context(Map.of("server", "a"));
    byte[] token = {1, 2};
    context.secrets().put("token", token);
    token[0] = 9;
    context.secrets().get("token").orElseThrow()[1] = 9;
    assertArrayEquals(new byte[] {1, 2}, context.secrets().get("token").orElseThrow());
    assertEquals(Optional.empty(), context.secrets().get("other"));
  }

  @Test
  void secretsHaveNoOtherNamesThanAtAReceiver() throws Exception {
    FakeAddOnContext context = context(Map.of("server", "a"));
    for (String name : List.of("", "Token", "api_key", "a".repeat(65))) {
      assertThrows(
          IllegalArgumentException.class, () -> context.secrets().put(name, new byte[1]), name);
      assertThrows(IllegalArgumentException.class, () -> context.secrets().get(name), name);
      assertThrows(IllegalArgumentException.class, () -> context.secrets().remove(name), name);
    }
  }

  @Test
  void problemsAreListedInOrder() {
    FakeAddOnContext context = context(Map.of("server", "a"));
    context.problem("The licence ends soon.");
    context.problem("The licence ended.");
    assertEquals(List.of("The licence ends soon.", "The licence ended."), context.problems());
    assertFalse(context.hostName().isBlank());
  }
}
