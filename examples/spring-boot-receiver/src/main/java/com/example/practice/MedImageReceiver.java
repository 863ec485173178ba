package com.example.practice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.sink.folders.FolderSink;
import nz.co.medimage.transport.wifi.WifiListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * A receiver that runs as long as the application context does. It is no bean itself: a receiver
 * starts at once with the photos that wait, and a bean would start before all listeners of events
 * are there. A context that is stopped may be started again, a receiver may not; so each start
 * makes a new one.
 */
@Component
public class MedImageReceiver implements SmartLifecycle {
  private final MedImageProperties properties;
  private final ReceiverEvents events;
  private volatile Running running;

  private record Running(Receiver receiver, WifiListener listener) {}

  MedImageReceiver(MedImageProperties properties, ReceiverEvents events) {
    this.properties = properties;
    this.events = events;
  }

  @Override
  public void start() {
    WifiListener listener =
        WifiListener.builder().address(properties.address()).port(properties.port()).build();
    try {
      Files.createDirectories(properties.patients());
      Receiver receiver =
          Receiver.builder(properties.home())
              .name(properties.name())
              .listener(listener)
              .sink(
                  FolderSink.to(properties.patients())
                      .state(properties.home().resolve("sinks/folders"))
                      .build())
              .events(events)
              .build();
      receiver.start();
      running = new Running(receiver, listener);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // its message is for the user
    }
  }

  @Override
  public void stop() {
    try {
      receiver().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      running = null;
    }
  }

  @Override
  public boolean isRunning() {
    return running != null;
  }

  /** The receiver that runs now, for pairing codes, devices and deliveries. */
  public Receiver receiver() {
    return now().receiver();
  }

  /** The port on which it listens for senders. */
  public int port() {
    return now().listener().port();
  }

  private Running now() {
    Running now = running;
    if (now == null) {
      throw new IllegalStateException("the receiver does not run");
    }
    return now;
  }
}
