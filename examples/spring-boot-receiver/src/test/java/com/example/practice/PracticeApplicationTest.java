package com.example.practice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.testkit.TestPhotos;
import nz.co.medimage.transport.wifi.WifiTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.client.TestRestTemplate;
import org.springframework.boot.web.client.RestTemplateBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

@Timeout(180)
class PracticeApplicationTest {
  @TempDir Path folder;
  private Path photo;

  @BeforeEach
  void takePhoto() throws Exception {
    photo = Files.write(folder.resolve("arm.jpg"), TestPhotos.jpeg(1));
  }

  @Test
  void photoIsFiledAndTheApplicationIsTold() throws Exception {
    try (ConfigurableApplicationContext context = start(0);
        Sender phone = phone()) {
      pair(phone, context);
      send(phone);

      PhotoDelivered event = context.getBean(Seen.class).delivered.poll(60, TimeUnit.SECONDS);
      assertThat(event.tag()).isEqualTo(PatientTag.parse("#ZAC5361 arm"));
      assertThat(event.toString()).doesNotContain("ZAC5361");
      try (Stream<Path> filed = Files.list(folder.resolve("Patients/ZAC5361"))) {
        assertThat(filed)
            .singleElement()
            .satisfies(file -> assertThat(file).hasSameBinaryContentAs(photo));
      }
      assertThat(actuator(context).getForObject("/actuator/health", String.class))
          .contains("\"receiver\":{\"status\":\"UP\",\"details\":{\"devices\":1}}");
    }
  }

  @Test
  void contextThatIsClosedFreesTheHomeForTheNextOne() throws Exception {
    try (Sender phone = phone()) {
      int port;
      try (ConfigurableApplicationContext context = start(0)) {
        pair(phone, context);
        port = context.getBean(MedImageReceiver.class).port();
      }
      try (ConfigurableApplicationContext context = start(port)) {
        send(phone);
        assertThat(context.getBean(Seen.class).delivered.poll(60, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Test
  void contextThatIsStoppedMayBeStartedAgain() {
    try (ConfigurableApplicationContext context = start(0)) {
      context.stop();
      assertThat(context.getBean(MedImageReceiver.class).isRunning()).isFalse();
      context.start();
      assertThat(context.getBean(MedImageReceiver.class).receiver().offerPairing().isOpen())
          .isTrue();
    }
  }

  @Test
  void webPagesGetNoPairingCode() throws Exception {
    try (ConfigurableApplicationContext context = start(0)) {
      assertThat(post(context, "Host: 127.0.0.1")).startsWith("HTTP/1.1 200");
      assertThat(post(context, "Host: localhost:8081")).startsWith("HTTP/1.1 200");
      assertThat(post(context, "Host: 127.0.0.1\r\nOrigin: https://page.example"))
          .startsWith("HTTP/1.1 403");
      assertThat(post(context, "Host: 127.0.0.1\r\nOrigin: null")).startsWith("HTTP/1.1 403");
      assertThat(post(context, "Host: page.example:8081")).startsWith("HTTP/1.1 403");
    }
  }

  private static String post(ConfigurableApplicationContext context, String headers)
      throws Exception {
    int port = Integer.parseInt(context.getEnvironment().getProperty("local.management.port"));
    try (Socket browser = new Socket("127.0.0.1", port)) {
      String request =
          "POST /actuator/pairing HTTP/1.1\r\n"
              + headers
              + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      browser.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(browser.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }
  }

  private ConfigurableApplicationContext start(int port) {
    return new SpringApplicationBuilder(PracticeApplication.class, Seen.class)
        .run(
            "--medimage.home=" + folder.resolve("pc"),
            "--medimage.patients=" + folder.resolve("Patients"),
            "--medimage.address=127.0.0.1",
            "--medimage.port=" + port,
            "--server.address=127.0.0.1",
            "--server.port=0",
            "--management.server.port=0");
  }

  private Sender phone() throws Exception {
    Sender phone =
        Sender.builder(folder.resolve("phone"))
            .transport(WifiTransport.builder().withoutDiscovery().build())
            .build();
    phone.start();
    return phone;
  }

  private static TestRestTemplate actuator(ConfigurableApplicationContext context) {
    String port = context.getEnvironment().getProperty("local.management.port");
    return new TestRestTemplate(new RestTemplateBuilder().rootUri("http://127.0.0.1:" + port));
  }

  private static void pair(Sender phone, ConfigurableApplicationContext context) throws Exception {
    PairingEndpoint.Code offer =
        actuator(context).postForObject("/actuator/pairing", null, PairingEndpoint.Code.class);
    int port = context.getBean(MedImageReceiver.class).port();
    phone.pair(offer.code(), "127.0.0.1:" + port);
  }

  private void send(Sender phone) throws Exception {
    phone
        .send(Photo.of(photo), PatientTag.parse("#ZAC5361 arm"))
        .receipt()
        .get(120, TimeUnit.SECONDS);
  }

  static class Seen {
    private final BlockingQueue<PhotoDelivered> delivered = new LinkedBlockingQueue<>();

    @EventListener
    void on(PhotoDelivered event) {
      delivered.add(event);
    }
  }
}
