package nz.co.medimage.transport.http.v1;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.squareup.moshi.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.api.transport.Credential;
import okio.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BearerTokenTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("basedir", "."), "..", "vectors", "token");
  private static final UUID ID_VALUE = new UUID(1, 2);
  private static final String ID = "00000000-0000-0001-0000-000000000002";

  private static Credential credential(int last) {
    byte[] token = new byte[32];
    token[31] = (byte) last;
    return new Credential(ID_VALUE, token);
  }

  private static List<?> rows(String file) throws IOException {
    try (JsonReader json =
        JsonReader.of(new Buffer().write(Files.readAllBytes(VECTORS.resolve(file))))) {
      Map<?, ?> table = (Map<?, ?>) Objects.requireNonNull(json.readJsonValue());
      return (List<?>) Objects.requireNonNull(table.get("rows"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sender.json", "collect.json"})
  void vectorsAreReadAndWritten(String file) throws Exception {
    for (Object row : rows(file)) {
      String header = String.valueOf(((Map<?, ?>) row).get("authorization"));
      Credential credential = BearerToken.parse(header).orElseThrow();
      assertEquals(((Map<?, ?>) row).get("token"), Sha256.hex(credential.token()));
      assertEquals(header, BearerToken.header(credential));
    }
  }

  @Property
  void headerIsReadBack(@ForAll long high, @ForAll long low, @ForAll @Size(32) byte[] token) {
    Credential credential = new Credential(new UUID(high, low), token);
    Credential read = BearerToken.parse(BearerToken.header(credential)).orElseThrow();
    assertEquals(credential, read);
    assertEquals(BearerToken.header(credential), BearerToken.header(read));
  }

  @Property
  void anyHeaderIsReadWithoutFailure(@ForAll String header) {
    assertEquals(Optional.empty(), BearerToken.parse(header));
    assertEquals(Optional.empty(), BearerToken.parse("Bearer " + header));
    assertEquals(Optional.empty(), BearerToken.parse("Bearer " + ID + "." + header));
  }

  @Test
  void headerIsABearerToken() {
    String header = "Bearer " + ID + ".AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE";
    assertEquals(header, BearerToken.header(credential(1)));
    assertEquals(credential(1), BearerToken.parse("bearer" + header.substring(6)).orElseThrow());
  }

  @Test
  void tokenHasOneWrittenForm() {
    String header = BearerToken.header(credential(1));
    String otherBits = header.substring(0, header.length() - 1) + "F";
    assertEquals(Optional.empty(), BearerToken.parse(header + "="));
    assertEquals(Optional.empty(), BearerToken.parse(otherBits));
    assertEquals(Optional.empty(), BearerToken.parse(header + " "));
  }
}
