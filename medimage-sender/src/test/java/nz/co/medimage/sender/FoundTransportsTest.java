package nz.co.medimage.sender;

import static nz.co.medimage.sender.SenderFixture.TAG;
import static nz.co.medimage.sender.SenderFixture.photo;
import static nz.co.medimage.sender.SenderFixture.receipt;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.transport.Credential;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Route;
import nz.co.medimage.api.transport.Transport;
import nz.co.medimage.api.transport.TransportProvider;
import nz.co.medimage.testkit.LoopbackNetwork;
import nz.co.medimage.testkit.LoopbackTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The providers below stand in {@code META-INF/services} of the tests. */
@Timeout(60)
class FoundTransportsTest {
  private static final String LOOPBACK = "loopback";
  private static final List<AddOnContext> CREATED = new ArrayList<>();
  private static LoopbackNetwork network = new LoopbackNetwork();

  @TempDir Path folder;
  private SenderFixture on;

  @BeforeEach
  void open() {
    on = new SenderFixture(folder);
    network = on.network;
    CREATED.clear();
  }

  @AfterEach
  void close() {
    on.close();
  }

  private Sender.Builder builder() {
    return Sender.builder(on.home).deviceName("Phone").withoutWarmUp();
  }

  private static Map<String, Map<String, String>> post(String key, String value) {
    return Map.of("post", Map.of("town", "Lincoln", key, value));
  }

  @Test
  void aSenderWithoutATransportInCodeDeliversThroughOneThatIsFound() throws Exception {
    FakeReceiver receiver = on.receiver("Reception");
    Sender sender = on.keep(builder().findTransports());
    sender.pair(receiver.offer());
    receipt(sender.send(photo(1), TAG));
    assertEquals(1, receiver.filed().size());
  }

  @Test
  void noTransportIsLookedForUnlessAsked() throws Exception {
    Sender sender = on.keep(builder());
    assertEquals(List.of(), sender.problems());
    assertEquals(List.of(), CREATED);
  }

  @Test
  void oneThatCannotBeUsedIsToldOfAndTheOthersAreUsed() throws Exception {
    Sender sender = on.keep(builder().findTransports());
    String test = FoundTransportsTest.class.getName();
    List<String> problems = sender.problems();
    assertTrue(
        problems.contains(
            "The transport post of "
                + test
                + "$SecondPostProvider is not used: that of "
                + test
                + "$PostProvider has the same id."),
        problems::toString);
    assertTrue(
        problems.contains(
            "The transport broken cannot be made: it has a fault, so ask its vendor"
                + " (java.lang.AssertionError: no aerial). The sender runs without it."),
        problems::toString);
    assertTrue(
        problems.contains(
            "The transport pigeon cannot be made: it has a fault, so ask its vendor"
                + " (java.lang.IllegalStateException: it calls itself dove). The sender runs"
                + " without it."),
        problems::toString);
    assertTrue(
        problems.stream().anyMatch(problem -> problem.contains("$MissingProvider")),
        problems::toString);
    // It requires a setting, which nobody gave.
    assertTrue(
        problems.contains(
            "The transport post cannot be made: The setting town is missing. Where from. The"
                + " sender runs without it."),
        problems::toString);
    assertEquals(5, problems.size(), problems::toString);
  }

  @Test
  void aTransportHasItsSettingsAStateFolderAndSecretsOfItsOwn() throws Exception {
    Sender sender = on.keep(builder().findTransports(post("stamps", "7")));
    AddOnContext context =
        CREATED.stream().filter(each -> each.id().equals("post")).findFirst().orElseThrow();
    assertEquals("Lincoln", context.settings().text("town"));
    assertEquals(7, context.settings().integer("stamps"));
    assertEquals("Phone", context.hostName());
    assertEquals(on.home.resolve("transports").resolve("post"), context.stateFolder());
    context.secrets().put("token", new byte[] {1, 2});
    sender.close();
    CREATED.clear();
    on.keep(builder().findTransports(post("stamps", "7")));
    AddOnContext again =
        CREATED.stream().filter(each -> each.id().equals("post")).findFirst().orElseThrow();
    assertArrayEquals(new byte[] {1, 2}, again.secrets().get("token").orElseThrow());
  }

  @Test
  void settingsThatAreWrongStopTheStart() throws Exception {
    assertEquals(
        "The transport post cannot be made: There is no setting stamp; did you mean stamps?",
        refused(post("stamp", "7")));
    assertEquals(
        "The transport post cannot be made: The setting stamps must be a whole number, not many.",
        refused(post("stamps", "many")));
    String none = refused(Map.of("fax", Map.of("number", "1")));
    assertTrue(
        none.startsWith(
            "There are settings for the transport fax, but none of that id was found; found: post,"
                + " broken, pigeon, loopback"),
        none);
    on.keep(builder()); // the home is free again
  }

  private String refused(Map<String, Map<String, String>> settings) throws IOException {
    try (Sender sender = builder().findTransports(settings).build()) {
      return assertThrows(IOException.class, sender::start).getMessage();
    }
  }

  @Test
  void oneThatIsGivenInCodeIsUsedInPlaceOfTheOneFound() throws Exception {
    Sender sender = on.keep(builder().transport(new LoopbackTransport(network)).findTransports());
    assertTrue(CREATED.stream().noneMatch(each -> each.id().equals(LOOPBACK)));
    assertTrue(sender.problems().stream().noneMatch(each -> each.contains(LOOPBACK)));
  }

  @Test
  void whatAFoundTransportTellsReachesTheObserver() throws Exception {
    List<String> told = new ArrayList<>();
    SenderObserver observer =
        new SenderObserver() {
          @Override
          public void problem(String sentence) {
            told.add(sentence);
          }
        };
    on.keep(builder().observer(observer).findTransports(post("stamps", "7")));
    AddOnContext context =
        CREATED.stream().filter(each -> each.id().equals("post")).findFirst().orElseThrow();
    context.problem("The stamps ran out: buy some.");
    context.problem("The stamps ran out: buy some.");
    assertEquals(
        1, told.stream().filter("transport post: The stamps ran out: buy some."::equals).count());
  }

  /** Requires a setting. */
  public static final class PostProvider implements TransportProvider {
    @Override
    public String id() {
      return "post";
    }

    @Override
    public List<Setting> settings() {
      return List.of(
          Setting.text("town").required().help("Where from."),
          Setting.integer("stamps").defaultValue("1").help("How many."));
    }

    @Override
    public Transport create(AddOnContext context) {
      CREATED.add(context);
      return new Named("post");
    }
  }

  /** Has the id of another. */
  public static final class SecondPostProvider implements TransportProvider {
    @Override
    public String id() {
      return "post";
    }

    @Override
    public Transport create(AddOnContext context) {
      throw new AssertionError("not made");
    }
  }

  /** Throws. */
  public static final class BrokenProvider implements TransportProvider {
    @Override
    public String id() {
      return "broken";
    }

    @Override
    public Transport create(AddOnContext context) {
      throw new AssertionError("no aerial");
    }
  }

  /** Makes a transport of another id. */
  public static final class PigeonProvider implements TransportProvider {
    @Override
    public String id() {
      return "pigeon";
    }

    @Override
    public Transport create(AddOnContext context) {
      return new Named("dove");
    }
  }

  /** Works. */
  public static final class LoopbackProvider implements TransportProvider {
    @Override
    public String id() {
      return LOOPBACK;
    }

    @Override
    public Transport create(AddOnContext context) {
      CREATED.add(context);
      return new LoopbackTransport(network);
    }
  }

  private record Named(String id) implements Transport {
    @Override
    public Link connect(Route route, Credential credential) throws IOException {
      throw new IOException("nobody is there");
    }

    @Override
    public void close() {}
  }
}
