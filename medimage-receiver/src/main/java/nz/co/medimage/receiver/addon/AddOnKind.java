package nz.co.medimage.receiver.addon;

import nz.co.medimage.api.spi.AddOnProvider;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.ReceiverObserverProvider;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.api.transport.ListenerProvider;

/** What an add-on of a receiver can be. */
public enum AddOnKind {
  /** Files photos. */
  SINK("sink", SinkProvider.class),
  /** Looks at photos before sinks get them, and may change them. */
  FILTER("filter", FilterProvider.class),
  /** Looks patients up. */
  CHECK("check", PatientCheckProvider.class),
  /** Is told what happens. */
  OBSERVER("observer", ReceiverObserverProvider.class),
  /** The receiver's half of a transport. */
  LISTENER("listener", ListenerProvider.class);

  private final String word;
  private final Class<? extends AddOnProvider> type;

  AddOnKind(String word, Class<? extends AddOnProvider> type) {
    this.word = word;
    this.type = type;
  }

  /** The interface of its providers. */
  public Class<? extends AddOnProvider> type() {
    return type;
  }

  /** The word for it in a sentence, such as {@code sink}. */
  @Override
  public String toString() {
    return word;
  }
}
