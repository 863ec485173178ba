package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.MediaType;
import okio.BufferedSink;

/** XML in which placeholders stand in text and in the values of attributes. */
final class XmlPayload implements Payload {
  private final Template template;
  private final MediaType type;

  private XmlPayload(Template template, MediaType type) {
    this.template = template;
    this.type = type;
  }

  /** Reads one; refuses what is not well-formed, and placeholders where XML does not escape. */
  static XmlPayload read(ProfileNode node, MediaType type, Scope scope) throws IOException {
    XmlPlaces.check(node, "xml", node.template("xml"));
    return new XmlPayload(Template.read(node, "xml", scope), type);
  }

  @Override
  public MediaType type(RequestValues values) {
    return type;
  }

  @Override
  public void write(BufferedSink out, RequestValues values) throws IOException {
    template.write(out, values, Escape.XML, Escape.NONE);
  }
}
