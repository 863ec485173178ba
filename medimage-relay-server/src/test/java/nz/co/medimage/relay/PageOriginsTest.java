package nz.co.medimage.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.transport.Credential;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A page that is served elsewhere sends through a relay. */
@Timeout(60)
class PageOriginsTest extends HostileFixture {
  private static final String PAGE = "https://photos.example";
  private static final String ALLOWED = "Access-Control-Allow-Origin";

  @BeforeEach
  void nameThePage() throws Exception {
    relay.close();
    start(relay().limits(limits).pageOrigin("https://a.example").pageOrigin(PAGE + "/"));
  }

  private static HttpRequest.Builder named(HttpRequest.Builder request) {
    return request.header("Origin", PAGE);
  }

  private static String allowed(HttpResponse<?> answer) {
    return answer.headers().firstValue(ALLOWED).orElse("nobody");
  }

  private HttpResponse<String> read(int status, HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = send(named(request));
    assertEquals(status, answer.statusCode(), answer::body);
    assertEquals(PAGE, allowed(answer));
    return answer;
  }

  private HttpRequest.Builder preflight(String method, String path) {
    return request(path)
        .header("Access-Control-Request-Method", method)
        .method("OPTIONS", BodyPublishers.noBody());
  }

  @Test
  void scriptUploadsAndAsksForTheReceipt() throws Exception {
    EnvelopeId id = newId();
    String upload = "/v1/envelopes/" + id;
    read(204, preflight("POST", "/v1/envelopes"));
    read(201, create(id, "6", phone));
    read(204, preflight("PATCH", upload));
    assertEquals("3", at(read(204, patch(id, "0", new byte[3], phone))));
    assertEquals("3", at(read(409, patch(id, "0", new byte[3], phone))));
    assertEquals("3", at(read(200, tus(upload, phone).method("HEAD", bytes(NOTHING)))));
    read(204, patch(id, "3", new byte[3], phone));
    read(204, request(upload + "/receipt", phone));
    receiver().forget(waiting().get(0));
    read(410, request(upload + "/receipt", phone));
  }

  private static String at(HttpResponse<?> answer) {
    assertTrue(
        answer
            .headers()
            .firstValue("Access-Control-Expose-Headers")
            .orElse("")
            .contains("Upload-Offset"));
    return answer.headers().firstValue("Upload-Offset").orElse("-");
  }

  @Test
  void scriptCanReadEveryLimit() throws Exception {
    Credential nobody = credential(99);
    read(401, request("/v1/probe", nobody));
    read(413, create(newId(), "99999999999", phone));
    read(404, request("/v1/pairings/417").POST(bytes(new byte[9])));
    relay.close();
    Limits few = limits.toBuilder().requests(20).waiting(9).build();
    start(relay().limits(few).pageOrigin(PAGE));
    read(507, create(newId(), "10", phone));
    for (int i = 0; i < 20; i++) {
      read(204, preflight("POST", "/v1/envelopes"));
    }
    read(429, preflight("POST", "/v1/envelopes"));
    for (int i = 0; i < 19; i++) {
      read(204, request("/v1/probe", phone));
    }
    HttpResponse<String> tooMany = read(429, request("/v1/probe", phone));
    assertTrue(tooMany.headers().firstValue("Retry-After").isPresent());
  }

  @Test
  void mailboxesAndStatusAreNotForPages() throws Exception {
    String waiting = "/v1/mailboxes/" + mailbox.id() + "/waiting";
    assertEquals("nobody", allowed(send(named(request(waiting, mailbox)))));
    assertEquals("nobody", allowed(send(named(preflight("GET", waiting)))));
    assertEquals("nobody", allowed(send(named(request("/health")))));
    assertEquals("nobody", allowed(send(named(request("/metrics")))));
  }

  @Test
  void byDefaultNoPageOfAnotherOriginSends() throws Exception {
    relay.close();
    start(relay());
    assertEquals("nobody", allowed(send(named(preflight("POST", "/v1/envelopes")))));
    assertEquals("nobody", allowed(send(named(request("/v1/probe", phone)))));
  }

  @Test
  void whatIsNoOriginIsRefused() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> relay().pageOrigin("*"));
    assertTrue(e.getMessage().startsWith("'*' is not the origin of a page: "), e.getMessage());
    store.close();
  }
}
