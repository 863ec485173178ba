package nz.co.medimage.observer.notify;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import nz.co.medimage.api.Backoff;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.ReceiverObserver;
import nz.co.medimage.api.spi.ReceiverObserverProvider;
import nz.co.medimage.api.spi.Setting;
import nz.co.medimage.api.spi.Settings;

/**
 * Makes the observer {@code notify}, which tells people of trouble: one message when it starts and
 * one when it ends, over restarts too. The module's {@code README.md} says what is told, and how
 * messages look.
 */
public final class NotifyObserverProvider implements ReceiverObserverProvider {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofSeconds(10), 3, Duration.ofMinutes(15), 0.2);

  /** For {@link java.util.ServiceLoader}. */
  public NotifyObserverProvider() {}

  /** {@code notify}. */
  @Override
  public String id() {
    return "notify";
  }

  @Override
  public String displayName() {
    return "Messages when trouble starts and ends";
  }

  @Override
  public List<Setting> settings() {
    return List.of(
        Setting.text("url")
            .secret()
            .help("The address to which each message is sent by POST; this or program."),
        Setting.text("header")
            .secret()
            .help("A header for url, such as Authorization: Bearer SECRET."),
        Setting.list("program")
            .help("The program and its arguments that reads each message from standard input."),
        Setting.text("format")
            .oneOf("json", "chat", "text")
            .defaultValue("json")
            .help("A message is an object with all fields, one with text alone, or the text."),
        Setting.duration("delay")
            .defaultValue("2m")
            .help("How long something must last before people are told of it."),
        Setting.flag("patients")
            .defaultValue("false")
            .help("Whether messages may name patients, as sentences of other add-ons do."),
        Setting.duration("timeout")
            .defaultValue("30s")
            .help("How long the address or the program may take for a message."),
        Setting.flag("allow-plain-http")
            .defaultValue("false")
            .help("Whether url may begin with http: for another computer."));
  }

  @Override
  public ReceiverObserver create(AddOnContext context) throws IOException {
    return create(context, BACKOFF);
  }

  static NotifyObserver create(AddOnContext context, Backoff backoff) throws IOException {
    return new NotifyObserver(context, channel(context), backoff);
  }

  private static Channel channel(AddOnContext context) throws IOException {
    Settings settings = context.settings();
    Duration timeout = settings.duration("timeout");
    List<String> program = settings.list("program");
    Optional<String> url = settings.find("url");
    if (url.isPresent() != program.isEmpty()) {
      throw new IllegalArgumentException(
          "Give either the setting url or the setting program; for both, configure two observers"
              + " with an id each.");
    }
    if (url.isEmpty() && settings.contains("header")) {
      throw new IllegalArgumentException("The setting header belongs to the setting url.");
    }
    return url.isPresent()
        ? Webhook.to(
            url.get(),
            settings.find("header"),
            settings.flag("allow-plain-http"),
            Message.Format.of(settings.text("format")).mediaType(),
            timeout)
        : new Program(program, context.stateFolder(), timeout);
  }
}
