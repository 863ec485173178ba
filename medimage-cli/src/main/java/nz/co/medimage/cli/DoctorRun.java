package nz.co.medimage.cli;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nz.co.medimage.console.Console;
import nz.co.medimage.console.HealthCheck;

/** Runs {@code doctor} for the page, and reads what it prints. */
final class DoctorRun implements Console.Checks {
  private final List<String> arguments;

  /**
   * @param arguments what {@code receive} was told of the home and the network
   */
  DoctorRun(List<String> arguments) {
    this.arguments = new ArrayList<>(List.of(DoctorCommand.NAME, "--json"));
    this.arguments.addAll(arguments);
  }

  @Override
  public List<HealthCheck> look() throws IOException {
    StringWriter out = new StringWriter();
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Medimage.run(new PrintWriter(out), nowhere, arguments.toArray(new String[0]));
    JsonAdapter<Object> json = new Moshi.Builder().build().adapter(Object.class);
    List<HealthCheck> checks = new ArrayList<>();
    for (String line : out.toString().lines().toList()) {
      if (json.fromJson(line) instanceof Map<?, ?> event) {
        if ("check".equals(event.get("event"))) {
          boolean isWell = Boolean.TRUE.equals(event.get("ok"));
          checks.add(new HealthCheck(text(event.get("name")), isWell, text(event.get("sentence"))));
        } else if ("error".equals(event.get("event"))) {
          throw new IOException(text(event.get("reason")));
        }
      }
    }
    return checks;
  }

  private static String text(Object value) {
    return String.valueOf(value);
  }
}
