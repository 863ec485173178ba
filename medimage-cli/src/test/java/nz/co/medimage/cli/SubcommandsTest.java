package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;

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
    assertEquals(12, names.size());
    for (String first : List.of("--help", "sned", "--json")) {
      assertEquals(
          names, new ArrayList<>(Medimage.commandLine(first).getSubcommands().keySet()), first);
    }
  }

  /** One variable of the environment, such as those of a relay's service, may reach several. */
  @Test
  void optionsOfOneNameTakeTheSameInAllCommandsThatReadThemFromTheEnvironment() {
    Map<String, Set<String>> kinds = new TreeMap<>();
    for (CommandLine command : Medimage.commandLine().getSubcommands().values()) {
      if (command.getCommandSpec().findOption("--config") != null) {
        for (OptionSpec option : command.getCommandSpec().options()) {
          kinds
              .computeIfAbsent(option.longestName(), name -> new HashSet<>())
              .add(MethodType.methodType(option.type()).wrap() + " " + option.arity());
        }
      }
    }
    assertTrue(kinds.containsKey("--link-page") && kinds.containsKey("--phone-page"));
    kinds.forEach((name, kind) -> assertEquals(1, kind.size(), name + " takes " + kind));
  }
}
