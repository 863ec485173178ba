package nz.co.medimage.sink.practice.internal.web;

import java.io.Reader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Reads XML without document types, entities of others, or anything that is fetched. */
final class Xml {
  /** More than any answer that makes sense; deeper ones would fill the stack. */
  private static final int MAX_DEPTH = 200;

  private static final int DECLARATION = 200;
  private static final Pattern ENCODING =
      Pattern.compile("^<\\?xml[^>]*?encoding=[\"']([A-Za-z0-9._-]+)[\"']");

  private Xml() {}

  private static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    // So that CDATA is told from text.
    factory.setProperty("http://java.sun.com/xml/stream/properties/report-cdata-event", true);
    return factory;
  }

  static XMLStreamReader reader(Reader text) throws XMLStreamException {
    return factory().createXMLStreamReader(text);
  }

  /** A document with local names alone: paths need no prefixes. */
  static Document document(byte[] bytes) throws XMLStreamException {
    Document document = empty();
    XMLStreamReader reader = reader(new StringReader(text(bytes)));
    Node at = document;
    int depth = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (++depth > MAX_DEPTH) {
            throw new XMLStreamException("too deep");
          }
          at = at.appendChild(element(document, reader));
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          at = at.getParentNode();
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
          if (at != document) {
            at.appendChild(document.createTextNode(reader.getText()));
          }
        }
        case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
            throw new XMLStreamException("a document type or an entity");
        default -> {}
      }
    }
    return document;
  }

  /** By the declared encoding, else UTF-8. The parser would print what it cannot decode. */
  private static String text(byte[] bytes) throws XMLStreamException {
    String start =
        new String(bytes, 0, Math.min(bytes.length, DECLARATION), StandardCharsets.ISO_8859_1);
    Matcher declared = ENCODING.matcher(start);
    try {
      Charset charset =
          declared.find() ? Charset.forName(declared.group(1)) : StandardCharsets.UTF_8;
      String text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new XMLStreamException("not in its encoding", e);
    }
  }

  private static Element element(Document document, XMLStreamReader reader) {
    Element element = document.createElement(reader.getLocalName());
    for (int i = 0; i < reader.getAttributeCount(); i++) {
      element.setAttribute(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
    }
    return element;
  }

  private static Document empty() {
    try {
      return DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().newDocument();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("each Java makes documents", e);
    }
  }
}
