package nz.co.medimage.console;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import nz.co.medimage.receiver.PairedDevice;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.Graceful;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the requests of the pages. */
final class ConsoleHandler extends Handler.Abstract implements Graceful {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleHandler.class);

  private final Guard guard;
  private final Access access;
  private final Texts texts;
  private final LiveStreams live;
  private final Optional<FirstRunRequests> firstRun;
  private final Supplier<Optional<Model>> models;

  /**
   * @param firstRun of this receiver, if it can have one
   * @param models what to show, once there is something
   */
  ConsoleHandler(
      Guard guard,
      Access access,
      Texts texts,
      LiveStreams live,
      Optional<FirstRunRequests> firstRun,
      Supplier<Optional<Model>> models) {
    this.firstRun = firstRun;
    this.guard = guard;
    this.access = access;
    this.texts = texts;
    this.live = live;
    this.models = models;
  }

  @Override
  public CompletableFuture<Void> shutdown() {
    return live.shutdown();
  }

  @Override
  public boolean isShutdown() {
    return live.isShutdown();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Exchange exchange = new Exchange(request, response, callback);
    try {
      answer(exchange);
    } catch (RefusedException e) {
      refuse(exchange, e.status(), e.title(texts), e.sentence(texts));
    } catch (IllegalArgumentException | IllegalStateException e) {
      String sentence = String.valueOf(e.getMessage());
      refuse(exchange, HttpStatus.CONFLICT_409, texts.get("refused.title"), sentence);
    } catch (IOException e) {
      LOG.warn("A page could not be shown: {}", e.getClass().getName());
      refuse(
          exchange,
          HttpStatus.INTERNAL_SERVER_ERROR_500,
          texts.get("refused.failed.title"),
          texts.get("refused.failed"));
    }
    return true;
  }

  private void refuse(Exchange exchange, int status, String title, String sentence) {
    exchange.page(status, Layout.message(texts, title, sentence));
  }

  private void answer(Exchange exchange) throws IOException, RefusedException {
    Request request = exchange.request();
    guard.check(request);
    if (!exchange.isPost() && !request.getMethod().equals("GET")) {
      throw new RefusedException(HttpStatus.METHOD_NOT_ALLOWED_405, "refused.unknown");
    }
    List<String> path = exchange.path();
    if (path.size() == 2 && path.get(0).equals("assets") && Assets.type(path.get(1)).isPresent()) {
      exchange.bytes(Assets.type(path.get(1)).get(), Assets.bytes(path.get(1)));
      return;
    }
    if (path.equals(List.of("start")) && !exchange.isPost()) {
      begin(exchange);
      return;
    }
    if (!guard.knows(request)) {
      throw new RefusedException(HttpStatus.UNAUTHORIZED_401, "refused.stranger");
    }
    if (firstRun.isPresent() && firstRun.get().answer(exchange, path)) {
      return;
    }
    Model model =
        models
            .get()
            .orElseThrow(
                () -> new RefusedException(HttpStatus.SERVICE_UNAVAILABLE_503, "refused.early"));
    if (!exchange.isPost()) {
      show(exchange, model, path);
    } else if (PhotoSearch.isAsked(path)) {
      PhotoSearch.answer(exchange, model, path);
    } else if (SignOut.isAsked(path)) {
      SignOut.answer(exchange, texts, access, guard, live);
    } else {
      change(exchange, model, path);
    }
  }

  /** Makes a browser one that is known here. */
  private void begin(Exchange exchange) throws IOException, RefusedException {
    if (!access.redeem(exchange.query().getOrDefault("token", ""))) {
      if (guard.knows(exchange.request())) {
        exchange.seeOther("/");
        return;
      }
      throw new RefusedException(HttpStatus.UNAUTHORIZED_401, "refused.used");
    }
    String token = access.issue(guard.kind());
    Response.addCookie(exchange.response(), guard.cookie(exchange.request(), token));
    exchange.seeOther("/");
  }

  private void show(Exchange exchange, Model model, List<String> path)
      throws IOException, RefusedException {
    HomePage home = new HomePage(model);
    switch (String.join("/", path)) {
      case "" -> exchange.page(HttpStatus.OK_200, home.whole(PhotoQuery.ALL));
      case "live" -> live.open(exchange, guard.kind());
      case "parts/health" -> exchange.part(checked(model).healthList());
      case "health" -> exchange.page(HttpStatus.OK_200, checked(model).healthPage());
      default -> {
        if (path.size() == 2 && path.get(0).equals("parts") && home.has(path.get(1))) {
          exchange.partIfAny(home.part(path.get(1), exchange.query().getOrDefault("have", "")));
        } else {
          showOne(exchange, model, path);
        }
      }
    }
  }

  private static CarePart checked(Model model) throws RefusedException {
    if (model.checks().isEmpty()) {
      throw unknown();
    }
    return new CarePart(model);
  }

  private void showOne(Exchange exchange, Model model, List<String> path)
      throws IOException, RefusedException {
    String kind = path.get(0);
    String part = path.size() == 3 ? path.get(2) : "";
    if (kind.equals("devices") && part.equals("end")) {
      Element page = new HomePage(model).end(device(model, path.get(1)));
      exchange.page(HttpStatus.OK_200, page);
      return;
    }
    if (SettingsRequests.answer(exchange, model, path)) {
      return;
    }
    if (!kind.equals("photos") || path.size() < 2 || path.size() > 3) {
      throw unknown();
    }
    new PhotoRequests(exchange, model, path.get(1)).show(part);
  }

  private static void change(Exchange exchange, Model model, List<String> path)
      throws IOException, RefusedException {
    if (!model.mayChange()) {
      throw new RefusedException(HttpStatus.FORBIDDEN_403, "locked");
    }
    String last = path.isEmpty() ? "" : path.get(path.size() - 1);
    if (path.equals(List.of("pairing"))) {
      model.offers().open(model.receiver());
      changed(exchange, model, "/#pairing");
    } else if (path.equals(List.of("pairing", "end"))) {
      model.offers().end();
      changed(exchange, model, "/#pairing");
    } else if (path.size() == 3 && path.get(0).equals("devices") && last.equals("end")) {
      model.receiver().revoke(device(model, path.get(1)).name());
      changed(exchange, model, "/#devices");
    } else if (path.size() == 3 && path.get(0).equals("problems") && last.equals("seen")) {
      model.happenings().seen(path.get(1));
      changed(exchange, model, "/");
    } else if (path.size() == 3 && path.get(0).equals("photos")) {
      new PhotoRequests(exchange, model, path.get(1)).change(last);
    } else if (path.isEmpty() || !SettingsRequests.answer(exchange, model, path)) {
      throw unknown();
    }
  }

  private static void changed(Exchange exchange, Model model, String next) {
    model.live().tell(HomePage.PARTS);
    exchange.seeOther(next);
  }

  private static PairedDevice device(Model model, String id) throws IOException, RefusedException {
    return model.receiver().pairings().stream()
        .filter(each -> each.id().toString().equals(id))
        .findFirst()
        .orElseThrow(ConsoleHandler::unknown);
  }

  private static RefusedException unknown() {
    return new RefusedException(HttpStatus.NOT_FOUND_404, "refused.unknown");
  }
}
