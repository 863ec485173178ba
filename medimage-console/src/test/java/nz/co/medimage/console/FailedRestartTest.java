package nz.co.medimage.console;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.receiver.config.ConfigurationEditor;
import nz.co.medimage.receiver.config.ConfigurationPart;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart that fails by an error, as where an add-on lacks a class. */
@Timeout(60)
final class FailedRestartTest {
  @TempDir Path home;

  @Test
  void anotherChangeCanBeMadeAfterAnError() throws Exception {
    ConsoleSettings settings =
        ConsoleSettings.of(
            home.resolve("receiver.json"),
            () -> {
              throw new NoClassDefFoundError("acme/Archive");
            });
    ConfigurationEditor editor = settings.editor();
    editor.set(Setting.text("name"), List.of("Room 1"));
    assertTrue(
        settings.apply(
            editor, new Draft(ConfigurationPart.SINKS, "", "", Map.of("name", "Room 1"))));
    settings.pageIsThere();
    Await.until("it has ended", () -> !settings.isRestarting());
    assertTrue(settings.attempt().orElseThrow().wrong().isPresent());
  }
}
