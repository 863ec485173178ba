package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;

/** Checks where the placeholders of an XML template stand. */
final class XmlPlaces {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[^{}]*\\}\\}");

  /** A private-use character that no profile needs: it stands for a placeholder. */
  private static final char MARK = '\uE0F1';

  private XmlPlaces() {}

  static void check(ProfileNode node, String key, String text) throws IOException {
    if (text.indexOf(MARK) >= 0) {
      throw node.fail(key, "the character U+E0F1 cannot stand in it");
    }
    Matcher placeholders = PLACEHOLDER.matcher(text);
    String marked = placeholders.replaceAll(String.valueOf(MARK));
    long all = count(marked);
    long safe;
    try {
      safe = safe(Xml.reader(new StringReader(marked)));
    } catch (XMLStreamException e) {
      throw node.fail(
          key,
          "is not well-formed XML in line "
              + e.getLocation().getLineNumber()
              + "; placeholders may stand in text and in the values of attributes");
    }
    if (safe != all) {
      throw node.fail(
          key,
          "placeholders may stand in text and in the values of attributes only, not in CDATA,"
              + " comments or instructions");
    }
  }

  private static long safe(XMLStreamReader reader) throws XMLStreamException {
    long safe = 0;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
          safe += count(reader.getAttributeValue(i));
        }
      } else if (event == XMLStreamConstants.CHARACTERS) {
        safe += count(reader.getText());
      }
    }
    return safe;
  }

  private static long count(String text) {
    return text.chars().filter(c -> c == MARK).count();
  }
}
