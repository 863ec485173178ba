package nz.co.medimage.observer.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import nz.co.medimage.testkit.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
@Timeout(60)
final class ProgramTest {
  private static final byte[] MESSAGE = "It's Ngā.\n".getBytes(StandardCharsets.UTF_8);

  @TempDir Path folder;

  private Program sh(String script, Duration timeout) {
    return new Program(List.of("sh", "-c", script, "sh", folder + "/out"), folder, timeout);
  }

  private String failure(Program program) {
    return assertThrows(IOException.class, () -> program.send(MESSAGE)).getMessage();
  }

  @Test
  void readsTheMessageFromStandardInput() throws Exception {
    sh("cat > \"$1\"", Duration.ofMinutes(1)).send(MESSAGE);
    assertEquals("It's Ngā.\n", Files.readString(folder.resolve("out")));
    assertFalse(Files.exists(folder.resolve("message")), "nothing is left");
  }

  @Test
  void argumentsAreNoShellCode() throws Exception {
    Path touched = folder.resolve("touched");
    new Program(List.of("echo", "$(touch " + touched + ")"), folder, Duration.ofMinutes(1))
        .send(MESSAGE);
    assertFalse(Files.exists(touched));
  }

  @Test
  void seesLittleOfTheEnvironment() throws Exception {
    sh("env | sed 's/=.*//' > \"$1\"", Duration.ofMinutes(1)).send(MESSAGE);
    List<String> names = Files.readAllLines(folder.resolve("out"));
    assertTrue(names.contains("PATH"), names::toString);
    List<String> own = List.of("PWD", "SHLVL", "_", "OLDPWD"); // the shell's
    assertTrue(
        names.stream()
            .allMatch(
                name ->
                    own.contains(name)
                        || name.startsWith("LC_")
                        || Program.ENVIRONMENT.contains(name)),
        names::toString);
  }

  @Test
  void anExitCodeOtherThanZeroIsAFailure() {
    assertEquals("sh (it ended with 3)", failure(sh("exit 3", Duration.ofMinutes(1))));
  }

  @Test
  void aProgramThatIsMissingIsAFailure() {
    Program program = new Program(List.of("/no/such", "s3cret"), folder, Duration.ofMinutes(1));
    assertEquals("/no/such (it cannot be started)", failure(program));
  }

  @Test
  void aProgramThatDoesNotEndIsKilledWithItsChildren() throws Exception {
    Program program = sh("sleep 1000 & echo $! > \"$1\"; wait", Duration.ofSeconds(1));
    assertEquals("sh (it ran for over 1 s)", failure(program));
    long child = Long.parseLong(Files.readString(folder.resolve("out")).strip());
    Await.until(
        "the child is gone",
        () -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }
}
