package nz.co.medimage.transport.http.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import nz.co.medimage.transport.http.v1.Wire;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/** The query of a request: names with values that need no escapes. */
final class Query {
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,3})?");

  private final String usage;
  private final Map<String, String> values = new HashMap<>();

  /**
   * Reads it.
   *
   * @param usage one sentence that says what the query is, for all that is wrong with it
   * @param names that it may have
   */
  Query(Request request, String usage, String... names) throws StatusException {
    this.usage = usage;
    String query = request.getHttpURI().getQuery();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? "" : pair.substring(0, equals);
      if (!List.of(names).contains(name) || values.put(name, pair.substring(equals + 1)) != null) {
        throw malformed();
      }
    }
  }

  String value(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /** A number of seconds, with up to three decimals; 0 if it is not there. */
  Duration seconds(String name) throws StatusException {
    String value = value(name, "0");
    if (!SECONDS.matcher(value).matches()) {
      throw malformed();
    }
    return Duration.ofMillis(new BigDecimal(value).movePointRight(3).longValueExact());
  }

  /** For how long a request may wait: as long as it says, up to {@link Wire#MAX_WAIT}. */
  Duration wait(String name) throws StatusException {
    Duration asked = seconds(name);
    return asked.compareTo(Wire.MAX_WAIT) < 0 ? asked : Wire.MAX_WAIT;
  }

  StatusException malformed() {
    return new StatusException(HttpStatus.BAD_REQUEST_400, usage);
  }
}
