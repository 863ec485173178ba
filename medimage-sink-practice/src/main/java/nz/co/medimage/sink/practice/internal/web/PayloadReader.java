package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.MediaType;
import org.jspecify.annotations.Nullable;

/** Reads the body of a step. */
final class PayloadReader {
  private PayloadReader() {}

  /** The body at the key {@code body}; empty if there is none. */
  static Optional<Payload> find(ProfileNode step, Scope scope) throws IOException {
    Optional<ProfileNode> node = step.findNode("body");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Payload payload = read(node.get(), scope);
    node.get().done();
    return Optional.of(payload);
  }

  private static Payload read(ProfileNode node, Scope scope) throws IOException {
    List<String> kinds =
        List.of("json", "xml", "form", "multipart", "photo").stream().filter(node::has).toList();
    if (kinds.size() != 1) {
      throw node.fail("json", "a body has exactly one of json, xml, form, multipart and photo");
    }
    MediaType type = type(node);
    return switch (kinds.get(0)) {
      case "json" ->
          JsonPayload.read(
              node, node.json("json").orElseThrow(), or(type, "application/json"), scope);
      case "xml" -> XmlPayload.read(node, or(type, "text/xml; charset=utf-8"), scope);
      case "form" -> new FormPayload(fields(node, scope));
      case "multipart" -> new MultipartPayload(parts(node, scope));
      default -> photo(node, type, scope);
    };
  }

  private static @Nullable MediaType type(ProfileNode node) throws IOException {
    Optional<String> text = node.find("type");
    if (text.isEmpty()) {
      return null;
    }
    MediaType type = MediaType.parse(text.get());
    if (type == null) {
      throw node.fail("type", "must be a media type, such as application/fhir+json");
    }
    return type;
  }

  private static MediaType or(@Nullable MediaType type, String fallback) {
    return type == null ? MediaType.get(fallback) : type;
  }

  private static Map<String, Template> fields(ProfileNode node, Scope scope) throws IOException {
    Map<String, Template> fields = new LinkedHashMap<>();
    for (Map.Entry<String, String> each : node.templates("form").entrySet()) {
      fields.put(
          each.getKey(), Template.parse(node, "form." + each.getKey(), each.getValue(), scope));
    }
    return fields;
  }

  private static List<MultipartPayload.Part> parts(ProfileNode node, Scope scope)
      throws IOException {
    List<MultipartPayload.Part> parts = new ArrayList<>();
    for (ProfileNode part : node.nodes("multipart")) {
      if (part.flag("file", false) && !scope.hasContent()) {
        throw part.fail("file", "only a step of photo can send the file");
      }
      parts.add(MultipartPayload.Part.read(part, scope));
    }
    return parts;
  }

  private static Payload photo(ProfileNode node, @Nullable MediaType type, Scope scope)
      throws IOException {
    if (!node.flag("photo", false) || !scope.hasContent()) {
      throw node.fail("photo", "must be true, in a step of photo");
    }
    return new PhotoPayload(type);
  }
}
