package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.MediaType;
import okhttp3.MultipartBody;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a form with files: RFC 7578.
 *
 * @param parts in the order of the profile, which some servers mind
 */
record MultipartPayload(List<Part> parts) implements Payload {

  /**
   * A part.
   *
   * @param name empty if the value is an object, each of whose members is a part
   * @param value a text; null for the file
   */
  record Part(String name, @Nullable Template value, @Nullable Template fileName, Template type) {

    static Part read(ProfileNode node, Scope scope) throws IOException {
      if (node.has("fields")) {
        Template fields = Template.read(node, "fields", scope.withoutContent());
        node.done();
        return new Part("", fields, null, fields);
      }
      String name = node.text("name");
      boolean isFile = node.flag("file", false);
      Template value = isFile ? null : Template.parse(node, "value", node.template("value"), scope);
      Template fileName = Template.find(node, "file-name", scope.withoutContent()).orElse(null);
      if (isFile && fileName == null) {
        fileName = Template.parse(node, "file-name", "{{file-name}}", scope);
      }
      String type = node.findTemplate("type").orElse(isFile ? "{{media-type}}" : "");
      node.done();
      return new Part(
          name, value, fileName, Template.parse(node, "type", type, scope.withoutContent()));
    }

    private void add(MultipartBody.Builder builder, RequestValues values) throws IOException {
      if (name.isEmpty()) {
        addFields(builder, values);
        return;
      }
      String filled = type.fill(values, Escape.HEADER);
      MediaType media = filled.isEmpty() ? null : MediaType.parse(filled);
      String file = fileName == null ? null : fileName.fill(values, Escape.FILE_NAME);
      Payload content = value == null ? new PhotoPayload(null) : new Text(value);
      builder.addFormDataPart(name, file, typed(content.body(values), media));
    }

    private void addFields(MultipartBody.Builder builder, RequestValues values) throws IOException {
      String fields = Objects.requireNonNull(value).fill(values, Escape.NONE);
      if (AnswerJson.read(fields.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map) {
        map.forEach((name, each) -> builder.addFormDataPart("" + name, "" + each));
      }
    }
  }

  private record Text(Template template) implements Payload {
    @Override
    public MediaType type(RequestValues values) {
      return MediaType.get("text/plain");
    }

    @Override
    public void write(BufferedSink out, RequestValues values) throws IOException {
      template.write(out, values, Escape.NONE, Escape.NONE);
    }
  }

  /** With a type of its own, or none. */
  private static RequestBody typed(RequestBody body, @Nullable MediaType type) {
    return new RequestBody() {
      @Override
      public @Nullable MediaType contentType() {
        return type;
      }

      @Override
      public long contentLength() throws IOException {
        return body.contentLength();
      }

      @Override
      public boolean isOneShot() {
        return true;
      }

      @Override
      public void writeTo(BufferedSink out) throws IOException {
        body.writeTo(out);
      }
    };
  }

  @Override
  public RequestBody body(RequestValues values) throws IOException {
    MultipartBody.Builder builder = new MultipartBody.Builder().setType(MultipartBody.FORM);
    for (Part part : parts) {
      part.add(builder, values);
    }
    return builder.build();
  }

  @Override
  public MediaType type(RequestValues values) {
    return MultipartBody.FORM;
  }

  @Override
  public void write(BufferedSink out, RequestValues values) throws IOException {
    body(values).writeTo(out);
  }
}
