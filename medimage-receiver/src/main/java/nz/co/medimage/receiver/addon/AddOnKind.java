package nz.co.medimage.receiver.addon;

import nz.co.medimage.api.spi.AddOnProvider;
import nz.co.medimage.api.spi.FilterProvider;
import nz.co.medimage.api.spi.PatientCheckProvider;
import nz.co.medimage.api.spi.ReceiverObserverProvider;
import nz.co.medimage.api.spi.SinkProvider;
import nz.co.medimage.api.transport.ListenerProvider;

/** The kinds of add-on that a receiver can use. */
public enum AddOnKind {
  /** Files photos. */
  SINK("sink", "sinks or follow-ups", SinkProvider.class),
  /** Looks at photos before sinks get them, and may change them. */
  FILTER("filter", "filters", FilterProvider.class),
  /** Looks up patients in the practice's system. */
  CHECK("check", "patient-check", PatientCheckProvider.class),
  /** Is told what becomes of photos. */
  OBSERVER("observer", "observers", ReceiverObserverProvider.class),
  /** The receiver's half of a transport. */
  LISTENER("listener", "listeners", ListenerProvider.class);

  private final String word;
  private final String part;
  private final Class<? extends AddOnProvider> type;

  AddOnKind(String word, String part, Class<? extends AddOnProvider> type) {
    this.word = word;
    this.part = part;
    this.type = type;
  }

  /** The interface of its providers. */
  public Class<? extends AddOnProvider> type() {
    return type;
  }

  /** Where a configuration names it, such as {@code sinks or follow-ups}. */
  public String part() {
    return part;
  }

  /** The word for it in a sentence, such as {@code sink}. */
  @Override
  public String toString() {
    return word;
  }
}
