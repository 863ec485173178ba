package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.Map;
import okhttp3.MediaType;
import okio.BufferedSink;

/**
 * The fields of a form, URL encoded.
 *
 * @param fields in the order of the profile
 */
record FormPayload(Map<String, Template> fields) implements Payload {
  private static final MediaType TYPE = MediaType.get("application/x-www-form-urlencoded");

  @Override
  public MediaType type(RequestValues values) {
    return TYPE;
  }

  @Override
  public void write(BufferedSink out, RequestValues values) throws IOException {
    String separator = "";
    for (Map.Entry<String, Template> field : fields.entrySet()) {
      out.writeUtf8(separator).writeUtf8(Escape.percent(field.getKey())).writeByte('=');
      field.getValue().write(out, values, Escape.QUERY, Escape.QUERY);
      separator = "&";
    }
  }
}
