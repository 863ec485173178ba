package nz.co.medimage.cli;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What every subcommand prints: a line for people or, with {@code --json}, an object a line. */
final class Output {
  /** What a library says of a relay with a certificate of an authority that is not trusted. */
  private static final String UNTRUSTED = "this program has to trust its certificate too";

  @Option(names = "--json", description = "Print one JSON object a line.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Loaded by those who print JSON alone. */
  private static final class Json {
    static final JsonAdapter<Object> ADAPTER = new Moshi.Builder().build().adapter(Object.class);
  }

  /**
   * Prints one event. Several threads may print.
   *
   * @param line for people
   * @param event its name in JSON
   * @param fields names and values in turn; a null value is left out
   */
  synchronized void line(String line, String event, @Nullable Object... fields) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? toJson(event, fields) : withOption(line));
    out.flush();
  }

  /** Lets another command print to where this one does. */
  void share(CommandLine other) {
    other.setOut(spec.commandLine().getOut());
    other.setErr(spec.commandLine().getErr());
  }

  /** Libraries do not know what the command's options are called. */
  static String withOption(String line) {
    return line.replace(UNTRUSTED, UNTRUSTED + " (--trust-store FILE)");
  }

  /** Prints a line for people that carries no event, such as a heading; nothing with JSON. */
  synchronized void hint(String line) {
    if (!json) {
      spec.commandLine().getOut().println(line);
      spec.commandLine().getOut().flush();
    }
  }

  /** Prints what went wrong: with one of several things, while the others continue, or with all. */
  void error(String line, @Nullable Object... fields) {
    attention("error", line, fields);
  }

  private synchronized void attention(String event, String line, @Nullable Object... fields) {
    if (json) {
      spec.commandLine().getOut().println(toJson(event, fields));
      spec.commandLine().getOut().flush();
    }
    spec.commandLine().getErr().println("medimage: " + withOption(line));
    spec.commandLine().getErr().flush();
  }

  /**
   * Prints what a home holds that is damaged; everything else in it works.
   *
   * @return the exit code of a command that only lists the home
   */
  int problems(List<String> sentences) {
    sentences.forEach(this::warning);
    return sentences.isEmpty() ? Medimage.OK : Medimage.USAGE;
  }

  /** Prints a sentence about something that a person should see to, while everything continues. */
  void warning(String sentence) {
    attention("warning", sentence, "reason", sentence);
  }

  /** Whether a program reads what is printed. */
  boolean isForPrograms() {
    return json;
  }

  /** Whether a person watches, so that progress may be drawn. */
  boolean interactive() {
    return !json && isTerminal();
  }

  /** From JDK 22 on there is a console without a terminal too, and a method that tells them. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** An event as one line of JSON. */
  static String toJson(String event, @Nullable Object... fields) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("event", event);
    for (int i = 0; i < fields.length; i += 2) {
      if (fields[i + 1] != null) {
        object.put(String.valueOf(fields[i]), jsonValue(fields[i + 1]));
      }
    }
    return Json.ADAPTER.toJson(object);
  }

  /** Whether a command was asked for JSON, also in arguments that are wrong otherwise. */
  static boolean isJson(CommandLine command, List<String> args) {
    OptionSpec option = command.getCommandSpec().findOption("--json");
    return option != null && (args.contains("--json") || Boolean.TRUE.equals(option.getValue()));
  }

  private static Object jsonValue(Object value) {
    return value instanceof Number
            || value instanceof Boolean
            || value instanceof Collection
            || value instanceof Map
        ? value
        : value.toString();
  }
}
