package nz.co.medimage.sink.practice.profiles;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import okio.ByteString;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A SOAP service with the three calls of a practice system: a test, a look-up that also gives a
 * session, which one attachment may use, and the attachment.
 */
final class FakeSoap extends FakeService {
  static final String NAMESPACE = "urn:example:practice";

  /** A patient: the system's id, the practice's id, and whether the patient is active. */
  record Patient(String id, String nhi, boolean isActive) {}

  private final List<Patient> patients;
  private final List<Filed> filed = new ArrayList<>();
  private final Set<String> sessions = new HashSet<>();
  private String lastTitle = "";

  FakeSoap(List<Patient> patients) throws IOException {
    this.patients = List.copyOf(patients);
  }

  @Override
  List<String> steps() {
    return List.of("look-up", "file");
  }

  @Override
  String step(Request request) {
    return request.header("SOAPAction").orElse("").contains("insertAttachment")
        ? "file"
        : "look-up";
  }

  @Override
  Answer answer(Request request) {
    Document document = parse(request.body().toByteArray());
    if (document == null || !text(document, "password").equals("p<&>\"w")) {
      return Answer.xml(
          500, envelope("<soap:Fault><faultcode>soap:Client</faultcode></soap:Fault>"));
    }
    if (request.header("SOAPAction").orElse("").contains("testConnection")) {
      return Answer.xml(
          200,
          envelope(
              "<testConnectionResponse xmlns=\""
                  + NAMESPACE
                  + "\"><success>true</success></testConnectionResponse>"));
    }
    return step(request).equals("file") ? file(document) : lookUp(text(document, "NHID"));
  }

  private Answer lookUp(String id) {
    List<Patient> found = patients.stream().filter(each -> each.nhi().equals(id)).toList();
    boolean isOne = found.size() == 1;
    String session = "";
    if (isOne) {
      session = "s" + requests().size();
      sessions.add(session);
    }
    return Answer.xml(
        200,
        envelope(
            "<getIdResponse xmlns=\""
                + NAMESPACE
                + "\"><success>"
                + !found.isEmpty()
                + "</success><duplicate>"
                + (found.size() > 1)
                + "</duplicate><NHID>"
                + (isOne ? id : "")
                + "</NHID><patientID>"
                + (isOne ? found.get(0).id() : "")
                + "</patientID><active>"
                + (isOne && found.get(0).isActive() ? "Y" : "N")
                + "</active><sessionID>"
                + session
                + "</sessionID></getIdResponse>"));
  }

  private Answer file(Document document) {
    if (!sessions.remove(text(document, "sessionID"))) {
      return Answer.xml(200, inserted("SESSION"));
    }
    filed.add(
        new Filed(
            text(document, "patientID"),
            ByteString.of(Base64.getDecoder().decode(text(document, "content")))));
    lastTitle = text(document, "title");
    return Answer.xml(200, inserted("OK"));
  }

  private static String inserted(String result) {
    return envelope(
        "<insertAttachmentResponse xmlns=\""
            + NAMESPACE
            + "\"><result>"
            + result
            + "</result></insertAttachmentResponse>");
  }

  private static String envelope(String body) {
    return "<?xml version=\"1.0\"?><soap:Envelope"
        + " xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>"
        + body
        + "</soap:Body></soap:Envelope>";
  }

  private static Document parse(byte[] body) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setNamespaceAware(true);
      return factory.newDocumentBuilder().parse(new ByteArrayInputStream(body));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      return null;
    }
  }

  private static String text(Document document, String name) {
    NodeList found = document.getElementsByTagNameNS("*", name);
    return found.getLength() == 1 ? found.item(0).getTextContent() : "";
  }

  String lastTitle() {
    return lastTitle;
  }

  @Override
  List<Filed> filed() {
    return List.copyOf(filed);
  }
}
