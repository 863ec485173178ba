package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class SubcommandsTest {

  @Test
  void aSubcommandIsReadAloneAndIsTheSame() {
    Map<String, CommandLine> all = Medimage.commandLine().getSubcommands();
    all.forEach(
        (name, command) -> {
          assertEquals(
              name,
              command.getCommandSpec().userObject().getClass().getAnnotation(Command.class).name());
          CommandLine alone = Medimage.commandLine(name, "--help");
          assertEquals(Set.of(name), alone.getSubcommands().keySet());
          assertEquals(
              command.getUsageMessage(), alone.getSubcommands().get(name).getUsageMessage());
        });
  }

  @Test
  void helpAndWhatIsNoSubcommandKnowAllOfThem() {
    List<String> names = new ArrayList<>(Medimage.commandLine().getSubcommands().keySet());
    assertEquals(11, names.size());
    for (String first : List.of("--help", "sned", "--json")) {
      assertEquals(
          names, new ArrayList<>(Medimage.commandLine(first).getSubcommands().keySet()), first);
    }
  }
}
