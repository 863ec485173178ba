package nz.co.medimage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.CapturedFrom;
import nz.co.medimage.api.EnvelopeId;
import nz.co.medimage.api.HoldCode;
import nz.co.medimage.api.PairingId;
import nz.co.medimage.api.PatientTag;
import nz.co.medimage.api.Photo;
import nz.co.medimage.api.PhotoId;
import nz.co.medimage.api.Receipt;
import nz.co.medimage.api.RejectionCode;
import nz.co.medimage.api.SinkReference;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.relay.Limits;
import nz.co.medimage.relay.Relay;
import nz.co.medimage.relay.store.SqlStore;
import nz.co.medimage.sender.SendOptions;
import nz.co.medimage.sender.Sender;
import nz.co.medimage.sender.SenderHome;
import nz.co.medimage.testkit.TestPhotos;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** At the entry points each argument that is null is refused by its name. */
class NullRefusedTest {
  @TempDir Path folder;
  private final Map<Class<?>, Object> samples = new HashMap<>();
  private final List<String> faults = new ArrayList<>();

  @BeforeEach
  void prepare() throws Exception {
    EnvelopeId id = EnvelopeId.create(Clock.systemUTC(), new SecureRandom());
    PairingId pairing = new PairingId(UUID.randomUUID());
    Object[] all = {
      "x",
      folder.resolve("any"),
      new char[] {'x'},
      new byte[32],
      Clock.systemUTC(),
      Duration.ofSeconds(1),
      Instant.EPOCH,
      Locale.ROOT,
      UUID.randomUUID(),
      new SecureRandom(),
      new InetSocketAddress(0),
      SSLContext.getDefault(),
      new Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(9), 0),
      TestPhotos.CAPTURED,
      CapturedFrom.CLOCK,
      id,
      pairing,
      new PhotoId(id, pairing),
      PatientTag.parse("#P arm"),
      Photo.builder("a.jpg", () -> new ByteArrayInputStream(new byte[1]), TestPhotos.CAPTURED)
          .build(),
      SendOptions.defaults(),
      Limits.standard(),
      RejectionCode.REFUSED,
      HoldCode.OTHER,
      new SinkReference("folders", "x"),
      Receipt.delivered(id, Instant.EPOCH, List.of()),
      LocalDateTime.of(2026, 1, 1, 1, 1),
      ZoneOffset.UTC
    };
    for (Object sample : all) {
      samples.put(sample.getClass(), sample);
    }
  }

  private @Nullable Object sample(Class<?> type) {
    if (type == int.class) {
      return 1;
    } else if (type == long.class) {
      return 1L;
    } else if (type == boolean.class) {
      return true;
    } else if (type == double.class) {
      return 0.0;
    } else if (type == List.class) {
      return List.of();
    } else if (type == Set.class) {
      return Set.of();
    } else if (type == Map.class) {
      return Map.of();
    }
    for (Map.Entry<Class<?>, Object> each : samples.entrySet()) {
      if (type.isAssignableFrom(each.getKey())) {
        return each.getValue();
      }
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[0];
    }
    return type.isInterface()
        ? Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> method.getName().equals("id") ? "x" : null)
        : null;
  }

  private void check(Class<?> type, @Nullable Object instance) {
    for (Method method : type.getDeclaredMethods()) {
      boolean isStatic = Modifier.isStatic(method.getModifiers());
      if (Modifier.isPublic(method.getModifiers())
          && !method.isSynthetic()
          && !method.getName().matches("equals|compareTo")
          && (isStatic || instance != null)) {
        check(method, arguments -> method.invoke(isStatic ? null : instance, arguments));
      }
    }
    for (var constructor : type.getConstructors()) {
      check(constructor, constructor::newInstance);
    }
  }

  /** Calls something. */
  @FunctionalInterface
  private interface Call {
    @Nullable Object with(@Nullable Object[] arguments) throws ReflectiveOperationException;
  }

  private void check(Executable called, Call call) {
    Parameter[] parameters = called.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].getType().isPrimitive()
          || parameters[i].getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        continue;
      }
      @Nullable Object[] arguments =
          Arrays.stream(parameters).map(parameter -> sample(parameter.getType())).toArray();
      arguments[i] = null;
      String where = called.getDeclaringClass().getSimpleName() + "." + called.getName() + " " + i;
      try {
        call.with(arguments);
        faults.add(where + " takes null");
      } catch (InvocationTargetException e) {
        String message = String.valueOf(e.getCause().getMessage());
        boolean isNamed =
            parameters[i].isNamePresent()
                ? message.equals(parameters[i].getName())
                : message.matches("\\w+");
        if (!(e.getCause() instanceof NullPointerException) || !isNamed) {
          faults.add(where + " throws " + e.getCause());
        }
      } catch (ReflectiveOperationException e) {
        faults.add(where + " cannot be called: " + e);
      }
    }
  }

  @Test
  void byWhatIsEmbedded() throws IOException {
    Sender.Builder phone = Sender.builder(folder.resolve("phone"));
    Receiver.Builder pc = Receiver.builder(folder.resolve("pc"));
    Relay.Builder relay = Relay.builder(SqlStore.open(folder.resolve("relay"), Clock.systemUTC()));
    try (Sender sender = phone.build();
        Receiver receiver = pc.build();
        Relay notStarted = relay.build()) {
      check(Sender.class, sender);
      check(Sender.Builder.class, phone);
      check(SendOptions.class, SendOptions.defaults());
      check(SenderHome.class, SenderHome.open(folder.resolve("phone")));
      check(Receiver.class, receiver);
      check(Receiver.Builder.class, pc);
      check(Relay.class, notStarted);
      check(Relay.Builder.class, relay);
      check(Limits.class, Limits.standard());
      check(Limits.Builder.class, Limits.builder());
    }
    assertEquals("", String.join("\n", faults));
  }

  @Test
  void byTheValuesThatTravel() {
    for (Class<?> type :
        List.of(
            Backoff.class,
            CapturedFrom.class,
            EnvelopeId.class,
            PairingId.class,
            PatientTag.class,
            Photo.class,
            PhotoId.class,
            Receipt.class,
            RejectionCode.class,
            SinkReference.class)) {
      check(type, sample(type));
    }
    assertEquals("", String.join("\n", faults));
  }
}
