package nz.co.medimage.cli;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * The artefacts that there are: those of this build, and those for which it has a version.
 *
 * @param versions by group and artefact
 * @param inBom those that the BOM brings, so that a page may leave out the version
 */
record Coordinates(Map<String, String> versions, List<String> inBom) {

  static Coordinates ofProject() throws IOException, ParserConfigurationException, SAXException {
    Map<String, String> versions = new HashMap<>();
    Map<String, String> properties = new HashMap<>();
    Element parent = parse(Files.readString(MarkdownPage.ROOT.resolve("pom.xml")));
    Element bom = parse(Files.readString(MarkdownPage.ROOT.resolve("medimage-bom/pom.xml")));
    properties.put("project.version", text(bom, "version"));
    for (Element pom : List.of(parent, bom)) {
      for (Element group : elements(pom, "properties")) {
        elements(group, "*").forEach(each -> properties.put(each.getTagName(), text(each)));
      }
    }
    List<String> inBom = new ArrayList<>();
    for (Element pom : List.of(parent, bom)) {
      for (Element each : elements(pom, "dependency")) {
        String version = text(each, "version");
        for (Map.Entry<String, String> property : properties.entrySet()) {
          version = version.replace("${" + property.getKey() + "}", property.getValue());
        }
        if (!version.isEmpty()) {
          versions.put(name(each), version);
        }
      }
    }
    elements(bom, "dependency").forEach(each -> inBom.add(name(each)));
    versions.put("nz.co.medimage:medimage-bom", properties.get("project.version"));
    return new Coordinates(versions, inBom);
  }

  /** What is wrong with the dependencies of a pom, or of a part of one. */
  List<String> faults(String xml) throws ParserConfigurationException {
    List<String> faults = new ArrayList<>();
    try {
      Element page = parse("<page>" + xml + "</page>");
      for (Element each : elements(page, "dependency")) {
        String name = name(each);
        String version = text(each, "version");
        if (!versions.containsKey(name)) {
          faults.add("there is no " + name);
        } else if (version.isEmpty() ? !inBom.contains(name) : !isCurrent(name, version)) {
          faults.add(name + " has the version " + versions.get(name) + ", not " + version);
        }
      }
    } catch (SAXException | IOException e) {
      faults.add(e.getMessage());
    }
    return faults;
  }

  private boolean isCurrent(String name, String version) {
    return version.startsWith("$") || version.equals(versions.get(name));
  }

  private static Element parse(String xml)
      throws ParserConfigurationException, SAXException, IOException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)))
        .getDocumentElement();
  }

  private static String name(Element dependency) {
    return text(dependency, "groupId") + ":" + text(dependency, "artifactId");
  }

  private static String text(Element element) {
    return element.getTextContent().strip();
  }

  /** Of a child, not of one deeper. */
  private static String text(Element of, String child) {
    for (Node node = of.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals(child)) {
        return node.getTextContent().strip();
      }
    }
    return "";
  }

  private static List<Element> elements(Element below, String name) {
    List<Element> found = new ArrayList<>();
    var nodes = below.getElementsByTagName(name);
    for (int i = 0; i < nodes.getLength(); i++) {
      found.add((Element) nodes.item(i));
    }
    return found;
  }
}
