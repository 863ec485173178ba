package nz.co.medimage.console;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import nz.co.medimage.receiver.PairingOffer;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.transport.http.server.LocalPages;
import nz.co.medimage.transport.http.server.WireServer;
import org.eclipse.jetty.server.Handler;
import org.jspecify.annotations.Nullable;

/**
 * The page on the practice's PC: whether all is well, pairing, photos as they come, and what needs
 * a person, in a browser on the receiver's own computer.
 *
 * <pre>{@code
 * try (Console console = Console.builder(home).folder("folders", patients).build();
 *     Receiver receiver =
 *         Receiver.builder(home)
 *             .listener(WifiListener.builder().localPages(console).build())
 *             .sink(FolderSink.to(patients).state(state).build())
 *             .events(console.events())
 *             .build()) {
 *   receiver.start();
 *   console.show(receiver, WifiListener.DEFAULT_PORT);
 *   System.out.println("Open this: " + console.startLink());
 * }
 * }</pre>
 *
 * <p>It is made before its receiver, whose listener and events it is part of. Only a browser on
 * this computer that opened a start link sees anything; see {@code SECURITY.md}. Safe for use by
 * several threads.
 */
public final class Console implements LocalPages, AutoCloseable {
  /** Leads to all addresses by which a browser here reaches this computer. */
  private static final String ANY = "localhost";

  private final Path folder;
  private final Access access;
  private final Texts texts;
  private final Changes changes = new Changes();
  private final Parts parts = new Parts(changes);
  private final LiveStreams live = new LiveStreams(changes);
  private final Happenings happenings;
  private final Offers offers;
  private final FiledPhotos photos;
  private final PhotoStreams streams = new PhotoStreams();
  private final AcceptedForms accepted = new AcceptedForms();
  private final Optional<Desktop> desktop;
  private final Optional<Checks> checks;
  private final Optional<ConsoleSettings> settings;
  private final Path home;
  private final boolean mayChange;
  private final Optional<FirstRunRequests> firstRun;
  private final @Nullable ConsoleSignIn signIn;
  private final Attempts attempts;
  private @Nullable WireServer elsewhere;
  private @Nullable Receiver receiver;
  private String host = ANY;
  private @Nullable LoopbackPages guiding;
  private int port;

  private Console(Builder builder) {
    home = builder.home;
    folder = home.resolve(StartLinks.FOLDER);
    access = new Access(folder, builder.clock);
    texts = new Texts(builder.locale, ZoneId.systemDefault());
    happenings = new Happenings(live, builder.clock);
    offers = new Offers(builder.clock, builder.pairingLink);
    photos = new FiledPhotos(builder.folders);
    desktop = builder.desktop;
    checks = Optional.ofNullable(builder.checks);
    settings = Optional.ofNullable(builder.settings);
    mayChange = !builder.lockDown;
    signIn = builder.signIn;
    attempts = new Attempts(builder.clock);
    firstRun =
        builder.firstRun == null || settings.isEmpty() || !mayChange
            ? Optional.empty()
            : Optional.of(
                new FirstRunRequests(builder.firstRun, settings.get(), folder, texts, this::model));
  }

  /**
   * Begins a console.
   *
   * @param home the receiver's; the console keeps in its folder {@code console} which browsers may
   *     look
   */
  public static Builder builder(Path home) {
    return new Builder(home);
  }

  /** What the receiver has to tell, for {@link Receiver.Builder#events}. */
  public ReceiverEvents events() {
    return happenings;
  }

  /** The pages, for a listener that takes them as {@link LocalPages}. */
  @Override
  public Handler handler() {
    return new ConsoleHandler(
        new Guard(access, this::host), access, texts, live, firstRun, this::model);
  }

  /**
   * Shows a receiver from now on, whose listener listens on all addresses of this computer.
   * Browsers that were let in before are forgotten, unless this is a restart by {@link
   * ConsoleSettings}.
   *
   * @param receiver started by the caller, who also closes it
   * @param port on which the pages are served, for the start link
   * @throws IOException if the disk fails
   */
  public void show(Receiver receiver, int port) throws IOException {
    show(receiver, new InetSocketAddress(port));
  }

  /**
   * Shows a receiver from now on, whose listener listens on one address of this computer. The start
   * link then names that address, and the page answers to no other name: another user of this
   * computer can have the port on its other addresses.
   *
   * @param receiver started by the caller, who also closes it
   * @param at the address and port on which the pages are served: a loopback one, or the wildcard
   *     for all
   * @throws IllegalArgumentException if browsers on this computer do not reach it there
   * @throws IOException if the disk fails
   */
  public void show(Receiver receiver, InetSocketAddress at) throws IOException {
    Objects.requireNonNull(receiver, "receiver");
    String name = name(at.getAddress());
    forgetStrangers();
    synchronized (this) {
      this.receiver = receiver;
    }
    parts.clear();
    servedOn(name, at.getPort());
  }

  private static String name(InetAddress address) {
    if (address.isAnyLocalAddress()) {
      return ANY;
    }
    if (!address.isLoopbackAddress()) {
      throw new IllegalArgumentException("the page is shown on a loopback address, or on all");
    }
    return address instanceof Inet6Address ? "[::1]" : address.getHostAddress();
  }

  private synchronized String host() {
    return host;
  }

  /**
   * Serves the page to other computers from now on, by its {@linkplain Builder#signIn sign-in}.
   * Called after {@link #show}; it ends with {@link #close}.
   *
   * @return the port
   * @throws IllegalStateException if there is no sign-in, or if it is served already
   * @throws IOException with one sentence if the port is in use
   */
  public synchronized int serveElsewhere() throws IOException {
    if (signIn == null || elsewhere != null) {
      throw new IllegalStateException("a console with a sign-in is served elsewhere once");
    }
    SignInGuard guard = new SignInGuard(access, signIn);
    Texts said = texts.elsewhere();
    ConsoleHandler pages =
        new ConsoleHandler(
            guard, access, said, live, Optional.empty(), () -> model().map(Model::elsewhere));
    Handler handler = new SignInHandler(pages, signIn, guard, access, attempts, said);
    elsewhere = WireServer.start(signIn.address(), signIn.tls(), handler);
    return elsewhere.port();
  }

  private void forgetStrangers() throws IOException {
    if (settings.isEmpty() || !settings.get().isRestarting()) {
      access.forgetAll();
    }
  }

  private void servedOn(String name, int number) throws IOException {
    synchronized (this) {
      host = name;
      port = number;
    }
    StartLinks.servedOn(folder, name + ":" + number);
  }

  /**
   * Guides through a {@linkplain Builder#firstRun first run}, on pages that it serves itself to
   * this computer alone, while there is no receiver. Takes the home until {@link #close}, which
   * {@link ConsoleSettings.Restart} calls before it starts the receiver.
   *
   * @param at where to serve: a loopback address, which the start link then names, or the wildcard
   *     for all of them; port 0 for any free one
   * @return the port
   * @throws IllegalArgumentException if browsers on this computer do not reach it there
   * @throws IllegalStateException if there is no first run to guide through, or nothing that
   *     changes the configuration, or if nothing may be changed
   * @throws IOException with one sentence if the home or the port is in use, or if the disk fails
   */
  public int guide(InetSocketAddress at) throws IOException {
    String name = name(at.getAddress());
    FirstRunRequests begun =
        firstRun.orElseThrow(
            () -> new IllegalStateException("a guide needs firstRun, settings, and no lockDown"));
    LoopbackPages pages = LoopbackPages.serve(home, at, this::handler);
    try {
      forgetStrangers();
      begun.begin();
      servedOn(name, pages.port());
    } catch (IOException e) {
      pages.close();
      throw e;
    }
    synchronized (this) {
      guiding = pages;
    }
    return pages.port();
  }

  private synchronized Optional<Model> model() {
    return Optional.ofNullable(receiver)
        .map(
            shown ->
                new Model(
                    shown,
                    texts,
                    happenings,
                    live,
                    parts,
                    offers,
                    photos,
                    streams,
                    accepted,
                    desktop,
                    checks,
                    settings,
                    home,
                    mayChange));
  }

  /**
   * The address of the page, such as {@code http://localhost:5566/}; it opens in a browser that is
   * known here.
   *
   * @throws IllegalStateException if it neither shows a receiver nor guides
   */
  public URI address() {
    return URI.create("http://" + shownAt() + "/");
  }

  private synchronized String shownAt() {
    if (receiver == null && guiding == null) {
      throw new IllegalStateException(
          "a console has an address once it shows a receiver or guides");
    }
    return host + ":" + port;
  }

  /**
   * Makes a link that lets one browser on this computer in: a secret, good once and for ten
   * minutes. The browser stays known for thirty days, or until a receiver is shown anew.
   *
   * @throws IllegalStateException if it neither shows a receiver nor guides
   * @throws IOException if the disk fails
   */
  public URI startLink() throws IOException {
    return StartLinks.link(access, shownAt());
  }

  /**
   * Makes a start link for the console that another process shows for this home. Whoever cannot
   * write there gets none.
   *
   * @throws IOException with one sentence if no console is shown for this home, or if the disk
   *     fails
   */
  public static URI startLink(Path home) throws IOException {
    return StartLinks.of(home);
  }

  /**
   * Shows nothing from now on, ends the pairing offer of the page, and frees the home that a guide
   * took. It cannot show a receiver again. The receiver may be closed before or after.
   *
   * @throws IOException if the disk fails; nothing is served any more all the same
   */
  @Override
  public void close() throws IOException {
    LoopbackPages pages;
    WireServer served;
    synchronized (this) {
      receiver = null;
      served = elsewhere;
      elsewhere = null;
      pages = guiding;
      guiding = null;
    }
    try (pages;
        served) {
      offers.end();
      var unused = live.shutdown();
      StartLinks.servedNoMore(folder);
    }
  }

  /** Looks at everything around a receiver. */
  @FunctionalInterface
  public interface Checks {
    /**
     * Looks now. May block for some time; the page waits.
     *
     * @throws IOException with one sentence if nothing can be looked at
     */
    List<HealthCheck> look() throws IOException;
  }

  /** Assembles a {@link Console}. Not for use by several threads at once. */
  public static final class Builder {
    private final Path home;
    private final Map<String, Path> folders = new HashMap<>();
    private Clock clock = Clock.systemUTC();
    private Locale locale = Locale.getDefault();
    private Optional<Desktop> desktop = Desktop.here();
    private Function<PairingOffer, String> pairingLink = PairingOffer::link;
    private @Nullable Checks checks;
    private @Nullable ConsoleSettings settings;
    private @Nullable FirstRun firstRun;
    private @Nullable ConsoleSignIn signIn;
    private boolean lockDown;

    private Builder(Path home) {
      this.home = Objects.requireNonNull(home, "home");
    }

    /**
     * Names the folder below which a sink files, so that the page can show where a photo is, open
     * that folder, and show the picture if it is asked for. Default: none, and the page shows what
     * the sink calls the photo.
     *
     * @param sink the id of a sink whose references are paths below the folder
     */
    public Builder folder(String sink, Path folder) {
      folders.put(Objects.requireNonNull(sink, "sink"), folder.toAbsolutePath());
      return this;
    }

    /**
     * What the page's button for a check of everything does. Default: there is no such button.
     *
     * @param checks may take a while; several calls may run at once
     */
    public Builder checks(Checks checks) {
      this.checks = Objects.requireNonNull(checks, "checks");
      return this;
    }

    /**
     * Gives the page its settings: it shows the receiver's configuration, saves changes of it, and
     * has the receiver started anew with them. Default: none, and there is no page of settings.
     *
     * @param settings the same for each console of the process
     */
    public Builder settings(ConsoleSettings settings) {
      this.settings = Objects.requireNonNull(settings, "settings");
      return this;
    }

    /**
     * Lets the page guide through a first run, from {@link Console#guide} on; it needs {@link
     * #settings} too. To be given to the console of the receiver that starts then as well, which
     * goes on with pairing a phone and the first photo. Default: nothing is guided through.
     *
     * @param firstRun what is proposed, and what is done with the answers
     */
    public Builder firstRun(FirstRun firstRun) {
      this.firstRun = Objects.requireNonNull(firstRun, "firstRun");
      return this;
    }

    /**
     * Which link the QR of a pairing code has. Default: {@link PairingOffer#link()}, which an app
     * reads and which opens no page. {@code offer -> offer.link(page)} is for phones without an
     * app; whoever serves that page can read the photos that phones send by it.
     *
     * @param link may take a second; called once for each offer
     */
    public Builder pairingLink(Function<PairingOffer, String> link) {
      pairingLink = Objects.requireNonNull(link, "link");
      return this;
    }

    /** How other computers may see the page; see {@link Console#serveElsewhere}. Default: not. */
    public Builder signIn(ConsoleSignIn signIn) {
      this.signIn = Objects.requireNonNull(signIn, "signIn");
      return this;
    }

    /**
     * Whether the page only shows: it then has no button that changes something, and refuses such a
     * request. Default: false.
     */
    public Builder lockDown(boolean onlyShows) {
      lockDown = onlyShows;
      return this;
    }

    /**
     * The language of the page, and how it writes times. Default: that of this computer; English if
     * the page does not have it.
     */
    public Builder locale(Locale locale) {
      this.locale = Objects.requireNonNull(locale, "locale");
      return this;
    }

    /** The clock. Default: the system's. */
    public Builder clock(Clock clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /** What opens folders; for tests. */
    Builder desktop(Desktop desktop) {
      this.desktop = Optional.of(desktop);
      return this;
    }

    /** Makes the console. It shows nothing yet, and writes nothing. */
    public Console build() {
      return new Console(this);
    }
  }
}
