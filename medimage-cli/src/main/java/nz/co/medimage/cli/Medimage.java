package nz.co.medimage.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import nz.co.medimage.api.InvalidTagException;
import nz.co.medimage.sender.UnknownReceiverException;
import nz.co.medimage.transport.http.WireClient;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command itself: reads the arguments, runs a subcommand, turns errors into one line. */
@Command(
    name = "medimage",
    description = "Carries clinical photos from a phone into the patient's folder, sealed.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
final class Medimage implements Runnable {
  /** In the order of the help. */
  private static final List<Map.Entry<String, Class<?>>> COMMANDS =
      List.of(
          Map.entry("demo", DemoCommand.class),
          Map.entry("receive", ReceiveCommand.class),
          Map.entry("console", ConsoleCommand.class),
          Map.entry("relay", RelayCommand.class),
          Map.entry("pair", PairCommand.class),
          Map.entry("send", SendCommand.class),
          Map.entry("outbox", OutboxCommand.class),
          Map.entry("pairings", PairingsCommand.class),
          Map.entry("deliveries", DeliveriesCommand.class),
          Map.entry("addons", AddonsCommand.class),
          Map.entry("practice", PracticeCommand.class),
          Map.entry("doctor", DoctorCommand.class));

  /** All is well. */
  static final int OK = 0;

  /** A bug of this program. */
  static final int BUG = 1;

  /** Bad input, or another fault that the user can fix. */
  static final int USAGE = 2;

  /** A photo was rejected for good, or its copy in the outbox is damaged. */
  static final int REJECTED = 3;

  /** A photo still waits in the outbox or at a relay. */
  static final int WAITING = 4;

  @Spec private CommandSpec spec;

  private Medimage() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length > 1 && args[0].equals("send")) {
      // While this thread reads the arguments and opens the home: all takes less than a second.
      WireClient.warmUp();
    }
    System.exit(run(writer(System.out), writer(System.err), args));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, Charset.defaultCharset()));
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    // A display that cannot be reached must not keep add-ons from drawing pictures.
    System.setProperty("java.awt.headless", "true");
    CommandLine command = commandLine(args);
    command.setOut(out);
    command.setErr(err);
    command.setParameterExceptionHandler(new Handlers());
    command.setExecutionExceptionHandler(new Handlers());
    try {
      CommandLine chosen = args.length == 0 ? null : command.getSubcommands().get(args[0]);
      if (chosen != null) {
        Defaults.apply(args, chosen, System::getenv);
      }
    } catch (ParameterException e) {
      return usageError(e, args);
    }
    return command.execute(args);
  }

  /**
   * The command as it reads arguments, and as documents are checked against it.
   *
   * @param args if the first is a subcommand, the others are left out: a new JVM takes long to read
   *     their options
   */
  static CommandLine commandLine(String... args) {
    CommandLine command = new CommandLine(new Medimage());
    List<Map.Entry<String, Class<?>>> chosen =
        COMMANDS.stream().filter(each -> args.length > 0 && each.getKey().equals(args[0])).toList();
    for (Map.Entry<String, Class<?>> each : chosen.isEmpty() ? COMMANDS : chosen) {
      command.addSubcommand(each.getKey(), each.getValue());
    }
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.registerConverter(ByteSize.class, new Converter<>(ByteSize::parse));
    command.registerConverter(Duration.class, new Converter<>(Durations::parse));
    command.registerConverter(InetAddress.class, new Converter<>(OwnAddress::parse));
    WholeSentences.mend(command);
    return command;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: " + String.join(", ", spec.subcommands().keySet()));
  }

  private static int usageError(ParameterException e, String[] args) {
    boolean known = args.length == 0 || args[0].startsWith("-") || isCommand(args[0]);
    String line = known ? firstLine(e) : "There is no command '" + args[0] + "'.";
    print(e.getCommandLine(), List.of(args), line + " Try 'medimage --help'.");
    return USAGE;
  }

  private static boolean isCommand(String name) {
    return COMMANDS.stream().anyMatch(each -> each.getKey().equals(name));
  }

  private static int executionError(Exception e, CommandLine command, ParseResult parsed) {
    if (e instanceof IOException
        || e instanceof UncheckedIOException
        || e instanceof InvalidTagException
        || e instanceof UnknownReceiverException
        || e instanceof BadInputException) {
      print(command, parsed.originalArgs(), Errors.sentence(e));
      return USAGE;
    }
    print(command, parsed.originalArgs(), "This is a bug in medimage, please report it:");
    e.printStackTrace(command.getErr());
    return BUG;
  }

  private static void print(CommandLine command, List<String> args, String line) {
    if (Output.isJson(command, args)) {
      command.getOut().println(Output.toJson("error", "reason", line));
      command.getOut().flush();
    }
    command.getErr().println("medimage: " + Output.withOption(line));
    command.getErr().flush();
  }

  private static String firstLine(Exception e) {
    String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    return line.endsWith(".") || line.endsWith("?") ? line : line + ".";
  }

  /*
   * Classes, as no lambda may implement these types of picocli: a class archive then leaves them
   * out, and all that implements them.
   */

  private static final class Handlers
      implements IParameterExceptionHandler, IExecutionExceptionHandler {
    @Override
    public int handleParseException(ParameterException e, String[] args) {
      return usageError(e, args);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
      return executionError(e, command, parsed);
    }
  }

  /** Keeps the reason as it is: for other exceptions picocli adds the name of the class. */
  private static final class Converter<T> implements ITypeConverter<T> {
    private final Function<String, T> parser;

    Converter(Function<String, T> parser) {
      this.parser = parser;
    }

    @Override
    public T convert(String text) {
      try {
        return parser.apply(text);
      } catch (IllegalArgumentException | ArithmeticException e) {
        throw new TypeConversionException("'" + text + "': " + e.getMessage());
      }
    }
  }
}
