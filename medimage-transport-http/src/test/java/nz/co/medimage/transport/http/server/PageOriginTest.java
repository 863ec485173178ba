package nz.co.medimage.transport.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageOriginTest {
  @ParameterizedTest
  @CsvSource({
    "https://photos.example,https://photos.example",
    "https://photos.example/,https://photos.example",
    "HTTPS://Photos.Example,https://photos.example",
    "https://photos.example:443,https://photos.example",
    "https://photos.example:8443,https://photos.example:8443",
    "https://192.168.1.20,https://192.168.1.20",
    "http://localhost:8080,http://localhost:8080",
    "http://localhost:80,http://localhost",
    "http://127.0.0.1:5500,http://127.0.0.1:5500",
    "http://127.0.0.2:5500,http://127.0.0.2:5500",
    "http://[::1]:5500,http://[::1]:5500",
  })
  void isReadAsBrowsersWriteIt(String given, String written) {
    assertEquals(written, new PageOrigin(given).toString());
    assertEquals(new PageOrigin(written), new PageOrigin(given));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "null",
        "photos.example",
        "https://",
        "https:photos.example",
        "https://*.example",
        "https://photos.example/p",
        "https://photos.example/?a=b",
        "https://photos.example/#a",
        "https://me@photos.example",
        "https://photos.example:0",
        "https://photos.example:65536",
        "https://photos.example, https://b.example",
        "https://fotos.exämple",
        "http://photos.example",
        "http://localhost.example",
        "http://127.0.0.1.example",
        "http://128.0.0.1",
        "file:///p/index.html",
        "\nhttps://photos.example",
      })
  void whatIsNoneIsRefused(String given) {
    assertEquals(
        "'"
            + given
            + "' is not the origin of a page: write https:// and its host, such as"
            + " https://photos.example (http:// only for localhost)",
        assertThrows(IllegalArgumentException.class, () -> new PageOrigin(given)).getMessage());
  }

  @Test
  void noneAtAllIsRefused() {
    assertThrows(NullPointerException.class, () -> new PageOrigin(null));
  }
}
