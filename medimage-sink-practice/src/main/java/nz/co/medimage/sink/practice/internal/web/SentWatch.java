package nz.co.medimage.sink.practice.internal.web;

import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Request;

/** Knows whether anything of a request may have left: as soon as its first line is written. */
final class SentWatch extends EventListener {
  /** Each request has one as its tag. */
  static final EventListener.Factory FACTORY =
      call -> {
        SentWatch watch = call.request().tag(SentWatch.class);
        return watch == null ? new SentWatch() : watch;
      };

  private volatile boolean mayBeSent;

  boolean mayBeSent() {
    return mayBeSent;
  }

  @Override
  public void requestHeadersStart(Call call) {
    mayBeSent = true;
  }

  /** A request that is watched. */
  Request watching(Request request) {
    return request.newBuilder().tag(SentWatch.class, this).build();
  }
}
