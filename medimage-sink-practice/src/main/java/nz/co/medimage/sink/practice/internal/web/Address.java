package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The address of a step's requests. Each part of its path is a template of its own, so a value
 * cannot add a part, leave it, or reach another server. Immutable.
 *
 * @param base where the parts start; null if a captured address is the whole
 * @param captured the placeholder of that address; null if there is none
 */
record Address(
    @Nullable HttpUrl base,
    List<Template> segments,
    Map<String, Template> query,
    @Nullable Template captured,
    boolean allowsPlain) {

  /** Reads {@code url} and {@code query} of a step. */
  static Address read(ProfileNode step, Server server, Scope scope) throws IOException {
    String text = step.findTemplate("url").orElse("");
    Map<String, Template> query = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : step.templates("query").entrySet()) {
      query.put(
          each.getKey(), Template.parse(step, "query." + each.getKey(), each.getValue(), scope));
    }
    Template whole = Template.parse(step, "url", text, scope);
    if (whole.has(Format.URL)) {
      if (!whole.isWhole(Format.URL)) {
        throw step.fail("url", "{{name:url}} is the whole address; nothing can stand beside it");
      }
      return new Address(null, List.of(), query, whole, server.allowsPlain());
    }
    if (text.contains("?") || text.contains("#")) {
      throw step.fail("url", "what stands behind a ? belongs into query");
    }
    HttpUrl base = server.url();
    String path = text;
    if (text.startsWith("https://") || text.startsWith("http://")) {
      int end = text.indexOf('/', text.indexOf("://") + 3);
      base = server.checked(step, "url", end < 0 ? text : text.substring(0, end));
      path = end < 0 ? "" : text.substring(end);
    }
    return new Address(base, segments(step, path, scope), query, null, server.allowsPlain());
  }

  private static List<Template> segments(ProfileNode step, String path, Scope scope)
      throws IOException {
    List<Template> segments = new ArrayList<>();
    String relative = path.startsWith("/") ? path.substring(1) : path;
    if (relative.isEmpty()) {
      return segments;
    }
    for (String segment : relative.split("/", -1)) {
      if (segment.equals(".") || segment.equals("..")) {
        throw step.fail("url", "has a part that is . or ..");
      }
      segments.add(Template.parse(step, "url", segment, scope));
    }
    return segments;
  }

  /** The address of one request. */
  HttpUrl fill(RequestValues values) throws IOException {
    HttpUrl.Builder url = base == null ? captured(values).newBuilder() : base.newBuilder();
    for (Template segment : segments) {
      String filled = segment.fill(values, Escape.SEGMENT);
      List<String> names = segment.names();
      if (!names.isEmpty() && (filled.isEmpty() || filled.equals(".") || filled.equals(".."))) {
        throw new UnfitValueException(names.get(0), "cannot be a part of an address");
      }
      url.addEncodedPathSegment(filled);
    }
    for (Map.Entry<String, Template> each : query.entrySet()) {
      url.addEncodedQueryParameter(
          Escape.percent(each.getKey()), each.getValue().fill(values, Escape.QUERY, Escape.QUERY));
    }
    return url.build();
  }

  private HttpUrl captured(RequestValues values) throws IOException {
    Template template = java.util.Objects.requireNonNull(captured);
    HttpUrl url = HttpUrl.parse(template.fill(values, Escape.NONE));
    String name = template.names().get(0);
    if (url == null || !Server.isSafe(url, allowsPlain)) {
      throw new UnfitValueException(name, "is no address that begins with https://");
    }
    return url;
  }
}
