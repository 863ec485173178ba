package nz.co.medimage.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Makes whole sentences of descriptions that the source has on several lines. Lists of commands
 * show the first line alone, and each line begins anew however wide a terminal is.
 */
final class WholeSentences {
  private WholeSentences() {}

  /** Mends the descriptions of a command and of all below it. */
  static void mend(CommandLine command) {
    UsageMessageSpec usage = command.getCommandSpec().usageMessage();
    usage.description(joined(usage.description()));
    command.getSubcommands().values().forEach(WholeSentences::mend);
  }

  private static String[] joined(String[] lines) {
    List<String> joined = new ArrayList<>();
    for (String line : lines) {
      int last = joined.size() - 1;
      if (last >= 0 && !joined.get(last).endsWith(".")) {
        joined.set(last, joined.get(last) + " " + line);
      } else {
        joined.add(line);
      }
    }
    return joined.toArray(String[]::new);
  }
}
