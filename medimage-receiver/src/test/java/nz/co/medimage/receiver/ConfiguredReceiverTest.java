package nz.co.medimage.receiver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.file.FolderInUseException;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.ReceiverObserverProvider;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.runtime.AddOnSecrets;
import nz.co.medimage.testkit.CompiledJar;
import nz.co.medimage.testkit.FakeSink;
import nz.co.medimage.testkit.TestPhotos;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A receiver whose add-ons are jars in its home, named by its configuration. */
@Timeout(120)
final class ConfiguredReceiverTest {
  private static final byte[] JPEG = TestPhotos.jpeg(1);

  /** Files each photo under its id, and keeps a secret and a note. */
  private static final String ARCHIVE =
      """
      package acme;
      import java.io.IOException;
      import java.nio.file.*;
      import java.util.List;
      import nz.co.medimage.api.SinkReference;
      import nz.co.medimage.api.spi.*;
      public class Archive implements SinkProvider {
        public String id() { return "archive"; }
        public List<Setting> settings() { return List.of(Setting.path("to").required()); }
        public Sink create(AddOnContext context) throws IOException {
          Path to = context.settings().path("to");
          if (to.endsWith("denied")) { throw new IOException("the licence ran out"); }
          if (to.endsWith("unplugged") && !Files.exists(to)) { throw new IOException("plug it in"); }
          if (to.endsWith("silent")) { throw new java.io.EOFException(); }
          if (to.endsWith("bug")) { throw new IllegalStateException("a bug"); }
          if (to.endsWith("assertion")) { throw new AssertionError("a bug"); }
          if (to.endsWith("nothing")) { return null; }
          String id = to.endsWith("misnamed") ? "other" : context.id();
          return new Sink() {
            public String id() { return id; }
            public void start() throws IOException {
              if (!Thread.currentThread().getContextClassLoader().equals(
                  Archive.class.getClassLoader())) { throw new IOException("another loader"); }
              Files.createDirectories(to);
              Files.writeString(context.stateFolder().resolve("note"), context.hostName());
              context.secrets().put("token", "s3cret".getBytes());
              context.problem("look here"); context.problem("look here");
            }
            public SinkReference write(StagedPhoto photo) throws IOException {
              Path file = to.resolve(photo.id().envelope() + ".jpg");
              Files.copy(photo.file(), file, StandardCopyOption.REPLACE_EXISTING);
              return new SinkReference(id, file.getFileName().toString());
            }
          };
        }
      }
      """;

  private static final String WATCH =
      """
      package acme;
      import java.io.IOException;
      import java.nio.file.*;
      import nz.co.medimage.api.*;
      import nz.co.medimage.api.spi.*;
      public class Watch implements ReceiverObserverProvider {
        public String id() { return "watch"; }
        public ReceiverObserver create(AddOnContext context) throws IOException {
          return new Told(context.stateFolder());
        }
        record Told(Path folder) implements ReceiverObserver, AutoCloseable {
          public void delivered(StagedPhoto photo, Receipt.Delivered receipt) {
            try { Files.writeString(folder.resolve("delivered"), photo.from()); }
            catch (IOException e) { throw new IllegalStateException(e); }
          }
          public void close() throws IOException {
            Files.writeString(folder.resolve("closed"), "");
          }
        }
      }
      """;

  /** Hangs until there is a file in its folder. */
  private static final String SLOW =
      """
      package acme;
      import java.io.IOException;
      import java.nio.file.*;
      import nz.co.medimage.api.spi.*;
      public class Slow {
        private static void hang(AddOnContext context) throws IOException {
          Path goOn = context.stateFolder().resolve("go-on");
          while (!Files.exists(goOn)) { Thread.yield(); }
        }
        public static class Observers implements ReceiverObserverProvider {
          public String id() { return "slow"; }
          public ReceiverObserver create(AddOnContext context) throws IOException {
            hang(context);
            return new Looker(context.stateFolder());
          }
        }
        public static class Filters implements FilterProvider {
          public String id() { return "slow"; }
          public PhotoFilter create(AddOnContext context) throws IOException {
            hang(context);
            return photo -> photo;
          }
        }
        record Looker(Path folder) implements ReceiverObserver, AutoCloseable {
          public void close() throws IOException {
            Files.writeString(folder.resolve("closed"), "");
          }
        }
      }
      """;

  /** Throws an error of the class that its settings name. */
  private static final String ERRING =
      """
      package acme;
      import java.util.List;
      import nz.co.medimage.api.spi.*;
      public class Erring implements ReceiverObserverProvider {
        public String id() { return "erring"; }
        public List<Setting> settings() { return List.of(Setting.text("error").required()); }
        public ReceiverObserver create(AddOnContext context) {
          switch (context.settings().text("error")) {
            case "service": throw new java.util.ServiceConfigurationError("Jane Doe");
            case "assertion": throw new AssertionError("Jane Doe");
            case "overflow": return create(context);
            default: throw new NoClassDefFoundError("Jane Doe");
          }
        }
      }
      """;

  private static final String STAMP =
      """
      package acme;
      import java.io.IOException;
      import java.nio.file.*;
      import nz.co.medimage.api.spi.*;
      public class Stamp implements FilterProvider {
        public String id() { return "stamp"; }
        public PhotoFilter create(AddOnContext context) {
          String id = context.id();
          return new PhotoFilter() {
            public String id() { return id; }
            public StagedPhoto apply(StagedPhoto photo) throws IOException {
              Path stamped = photo.file().resolveSibling("stamped");
              Files.copy(photo.file(), stamped, StandardCopyOption.REPLACE_EXISTING);
              Files.write(stamped, new byte[] {42}, StandardOpenOption.APPEND);
              return photo.withContent(stamped);
            }
          };
        }
      }
      """;

  @TempDir Path home;
  private final EnvelopeId id = Phone.freshId();
  private Phone phone;

  @BeforeEach
  void pair() throws Exception {
    PairedHome.fill(home);
    phone = PairedHome.phone();
  }

  private void dropIn() throws IOException {
    new CompiledJar()
        .source("acme.Archive", ARCHIVE)
        .source("acme.Watch", WATCH)
        .source("acme.Stamp", STAMP)
        .source("acme.Slow", SLOW)
        .source("acme.Erring", ERRING)
        .provides(ReceiverObserverProvider.class, "acme.Erring")
        .provides(FilterProvider.class, "acme.Slow$Filters")
        .provides(FilterProvider.class, "acme.Stamp")
        .provides(SinkProvider.class, "acme.Archive")
        .provides(ReceiverObserverProvider.class, "acme.Watch")
        .provides(ReceiverObserverProvider.class, "acme.Slow$Observers")
        .writeTo(home.resolve("addons").resolve("acme").resolve("acme.jar"));
  }

  private ReceiverConfiguration configuration(String json) throws IOException {
    return ReceiverConfiguration.read(
        Files.writeString(home.resolve("receiver.json"), json.replace('\'', '"')));
  }

  private Bench bench(String json) throws IOException {
    ReceiverConfiguration configuration = configuration(json);
    return new Bench(
        home,
        new FakeSink("main"),
        receiver -> receiver.configuration(configuration).followUpBackoff(Bench.NEVER));
  }

  private String refused(String json) {
    String message = assertThrows(IOException.class, () -> bench(json)).getMessage();
    return message.replace(home.resolve("receiver.json").toString(), "FILE");
  }

  @Test
  void sinkInAJarGetsPhotosUntilItIsRemoved() throws Exception {
    dropIn();
    try (Bench bench =
        bench("{'sinks': [{'add-on': 'archive', 'settings': {'to': 'archived'}}]}")) {
      Receipt.Delivered receipt =
          assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));
      assertEquals(2, receipt.references().size(), "beside the sink that code gave");
      assertArrayEquals(JPEG, Files.readAllBytes(home.resolve("archived").resolve(id + ".jpg")));
      assertEquals("Practice PC", Files.readString(home.resolve("sinks/archive/note")));
      assertEquals(
          List.of("problem sink archive: look here"),
          bench.events.lines().stream().filter(line -> line.startsWith("problem")).toList());
    }
    Files.delete(home.resolve("addons").resolve("acme").resolve("acme.jar"));
    Files.delete(home.resolve("addons").resolve("acme"));
    try (Bench bench = bench("{}")) {
      EnvelopeId next = Phone.freshId();
      assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), next, JPEG));
      assertEquals(
          List.of(), bench.events.lines().stream().filter(l -> l.startsWith("problem")).toList());
    }
  }

  @Test
  void secretsOfTwoInstancesAreApart() throws Exception {
    dropIn();
    try (Bench ignored =
        bench(
            "{'sinks': [{'add-on': 'archive', 'settings': {'to': 'a'}},"
                + " {'add-on': 'archive', 'id': 'archive-b', 'settings': {'to': 'b'}}]}")) {
      assertEquals(
          2, ignored.files("keys").stream().filter(name -> name.startsWith("addon-")).count());
      ReceiverState state = new ReceiverState(home, null);
      assertArrayEquals(
          "s3cret".getBytes(StandardCharsets.UTF_8),
          new AddOnSecrets(state.secrets(), "sinks/archive-b").get("token").orElseThrow());
      assertEquals(
          Optional.empty(), new AddOnSecrets(state.secrets(), "sinks/archive").get("b-token"));
    }
  }

  @Test
  void secretsOfTwoListenersAreApart() throws Exception {
    ReceiverState state = new ReceiverState(home, null);
    byte[] secret = "s3cret".getBytes(StandardCharsets.UTF_8);
    for (String one : List.of("wifi", "wifi-x", "wifi-x-y")) {
      PrefixedSecrets.of(state, one).put("x-y-key", secret);
      PrefixedSecrets.of(state, one).put("y-key", secret);
      for (String other : List.of("wifi", "wifi-x", "wifi-x-y", "addon")) {
        assertEquals(Optional.empty(), PrefixedSecrets.of(state, other).get("key"), other);
      }
      assertArrayEquals(secret, PrefixedSecrets.of(state, one).get("y-key").orElseThrow());
    }
    assertArrayEquals(secret, state.secrets().get("wifi-y-key").orElseThrow(), "as in old homes");
  }

  @Test
  void whatPhotosNeedMustBeThere() throws Exception {
    assertTrue(
        refused("{'sinks': [{'add-on': 'archive'}]}")
            .startsWith("FILE, sinks[0]: There is no sink add-on archive; "));
    dropIn();
    assertEquals(
        "FILE, sinks[0]: There is no setting tu; did you mean to?",
        refused("{'sinks': [{'add-on': 'archive', 'settings': {'tu': 'x'}}]}"));
    assertEquals(
        "FILE, sinks[0]: The setting to is missing.",
        refused("{'sinks': [{'add-on': 'archive'}]}"));
    assertEquals("the sink archive cannot be made: the licence ran out", refusedTo("denied"));
    assertEquals("the sink archive cannot be made: EOFException", refusedTo("silent"));
    assertEquals(
        "the sink archive cannot be made, which is a fault in it: ask its vendor"
            + " (IllegalStateException)",
        refusedTo("bug"));
    assertEquals(
        "the sink archive cannot be made, which is a fault in it: ask its vendor (AssertionError)",
        refusedTo("assertion"));
    assertEquals(
        "the sink archive cannot be made: its provider made nothing; ask its vendor",
        refusedTo("nothing"));
    assertEquals(
        "the sink archive calls itself other, which is a fault in it: ask its vendor",
        refusedTo("misnamed"));
    assertTrue(
        refused("{'filters': [{'add-on': 'none'}]}")
            .startsWith("FILE, filters[0]: There is no filter add-on none;"));
    bench("{}").close(); // the home is free
  }

  @Test
  void startCanBeRepeatedOnceWhatASinkNeedsIsThere() throws Exception {
    dropIn();
    DirectListener listener = new DirectListener();
    try (Receiver receiver =
        Receiver.builder(home)
            .configuration(
                configuration(
                    "{'filters': [{'add-on': 'stamp'}], 'sinks': [{'add-on': 'archive',"
                        + " 'settings': {'to': 'unplugged'}}]}"))
            .listener(listener)
            .withoutWarmUp()
            .build()) {
      assertThrows(IOException.class, receiver::start);
      Path unplugged = Files.createDirectory(home.resolve("unplugged"));
      receiver.start();
      assertInstanceOf(Receipt.Delivered.class, phone.send(listener.context(), id, JPEG));
      assertEquals(
          JPEG.length + 1, Files.size(unplugged.resolve(id + ".jpg")), "it is stamped once");
    }
  }

  private String refusedTo(String folder) {
    return refused("{'sinks': [{'add-on': 'archive', 'settings': {'to': '" + folder + "'}}]}");
  }

  @Test
  void sinkOfCodeAndOfConfigurationCannotHaveOneId() throws Exception {
    dropIn();
    assertEquals(
        "sinks[0] main (archive): two sinks have the id main; give one another",
        refused("{'sinks': [{'add-on': 'archive', 'id': 'main', 'settings': {'to': 'x'}}]}"));
  }

  @Test
  void photosWaitForAFollowUpSinkThatCannotBeMadeYet() throws Exception {
    String json = "{'follow-ups': [{'add-on': 'archive', 'settings': {'to': 'archived'}}]}";
    try (Bench bench = bench(json)) {
      bench.events.await(
          line ->
              line.startsWith("problem the follow-up sink archive cannot start")
                  && line.contains("There is no sink add-on archive"));
      assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));
    }
    dropIn();
    try (Bench bench = bench(json)) {
      bench.events.await(line -> line.equals("followedUp archive"));
      assertArrayEquals(JPEG, Files.readAllBytes(home.resolve("archived").resolve(id + ".jpg")));
    }
  }

  @Test
  void filterOfASinkWorksForThatSinkAlone() throws Exception {
    dropIn();
    String settings = "'settings': {'to': 'a'}, 'filters': [{'add-on': 'stamp'}]";
    String later = "'settings': {'to': 'b'}, 'filters': [{'add-on': 'stamp', 'id': 'stamp-b'}]";
    try (Bench bench =
        bench(
            "{'sinks': [{'add-on': 'archive', "
                + settings
                + "}], 'follow-ups': [{'add-on': 'archive', 'id': 'b', "
                + later
                + "}]}")) {
      assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));
      bench.events.await(line -> line.equals("followedUp b"));
      assertArrayEquals(JPEG, bench.sink.content(id));
      byte[] stamped = java.util.Arrays.copyOf(JPEG, JPEG.length + 1);
      stamped[JPEG.length] = 42;
      assertArrayEquals(stamped, Files.readAllBytes(home.resolve("a").resolve(id + ".jpg")));
      assertArrayEquals(stamped, Files.readAllBytes(home.resolve("b").resolve(id + ".jpg")));
    }
  }

  @Test
  void observerIsToldAndClosed() throws Exception {
    dropIn();
    try (Bench bench = bench("{'observers': [{'add-on': 'watch'}]}")) {
      assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));
    }
    assertTrue(Files.exists(home.resolve("observers/watch/delivered")));
    assertTrue(Files.exists(home.resolve("observers/watch/closed")));
  }

  @Test
  void receiverRunsWithoutAnObserverThatCannotBeMade() throws Exception {
    try (Bench bench = bench("{'observers': [{'add-on': 'watch'}]}")) {
      bench.events.await(
          line ->
              line.contains("There is no observer add-on watch")
                  && line.endsWith("The receiver runs without this observer."));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "service,ServiceConfigurationError",
    "assertion,AssertionError",
    "overflow,StackOverflowError",
    "link,NoClassDefFoundError"
  })
  void receiverRunsWithoutAnObserverThatThrowsAnErrorAsItIsMade(String error, String type)
      throws Exception {
    dropIn();
    try (Bench bench =
        bench("{'observers': [{'add-on': 'erring', 'settings': {'error': '" + error + "'}}]}")) {
      bench.events.await(
          line ->
              line.equals(
                  "problem the observer erring cannot be made, which is a fault in it: ask its"
                      + " vendor ("
                      + type
                      + "). The receiver runs without this observer."));
      assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));
    }
  }

  private Bench quickly(String json) throws IOException {
    ReceiverConfiguration configuration = configuration(json);
    return new Bench(
        home,
        new FakeSink("main"),
        o ->
            o.configuration(configuration)
                .startWithin(Duration.ofSeconds(2))
                .times(Duration.ofMinutes(5), Duration.ofMillis(400)));
  }

  private void awaitFree(Receiver receiver) throws IOException {
    while (true) {
      try {
        new Bench(home).close();
        return;
      } catch (FolderInUseException e) {
        receiver.close(); // waits a little
      }
    }
  }

  @Test
  void observerThatIsNotMadeInTimeIsLeftOutAndClosedBeforeTheHomeIsFree() throws Exception {
    dropIn();
    Bench bench = quickly("{'observers': [{'add-on': 'slow'}]}");
    bench.events.await(
        line ->
            line.startsWith("problem the add-on slow has not started within 2 s;")
                && line.endsWith("The receiver runs without this observer."));
    assertInstanceOf(Receipt.Delivered.class, phone.send(bench.context(), id, JPEG));

    bench.close();

    bench.events.await(line -> line.contains("slow has been closing for"));
    assertThrows(FolderInUseException.class, () -> new Bench(home));
    Files.createFile(home.resolve("observers/slow/go-on"));
    awaitFree(bench.receiver);
    assertTrue(Files.exists(home.resolve("observers/slow/closed")));
  }

  @Test
  void receiverDoesNotStartWithAFilterThatIsNotMadeInTime() throws Exception {
    dropIn();
    IOException e =
        assertThrows(IOException.class, () -> quickly("{'filters': [{'add-on': 'slow'}]}"));
    assertTrue(
        e.getMessage().startsWith("the add-on slow has not started within 2 s;"), e.getMessage());
    assertThrows(FolderInUseException.class, () -> new Bench(home));
    Files.createFile(home.resolve("filters/slow/go-on"));
    boolean isFree = false;
    while (!isFree) {
      try {
        new Bench(home).close();
        isFree = true;
      } catch (FolderInUseException stillInUse) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void whatStandsAtTheTopSetsTheReceiver() throws Exception {
    Receiver.Builder builder =
        Receiver.builder(home)
            .configuration(
                configuration(
                    "{'name': 'Room 1', 'max-size': '1kB', 'types': ['png'], 'remove-gps': true,"
                        + " 'add-on-time-limit': '30s'}"));
    assertEquals("Room 1", builder.name);
    assertEquals(1000, builder.maxPhotoSize);
    assertEquals(Uncleanable.HOLD, builder.uncleanable);
    assertEquals(Duration.ofSeconds(30), builder.addOnTimeLimit);
    ReceiverConfiguration half = configuration("{'uncleanable': 'pass'}");
    assertEquals(
        "uncleanable says what remove-gps does, which is not set: set both, or neither",
        assertThrows(IllegalArgumentException.class, () -> builder.configuration(half))
            .getMessage());
  }
}
