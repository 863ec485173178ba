package nz.co.medimage.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.api.transport.Listener;
import nz.co.medimage.receiver.Receiver;
import nz.co.medimage.receiver.ReceiverEvents;
import nz.co.medimage.receiver.config.ReceiverConfiguration;
import nz.co.medimage.receiver.filter.Uncleanable;
import nz.co.medimage.runtime.Home;
import nz.co.medimage.sink.folders.FolderSink;

/** A receiver as the command assembles it. */
final class ReceiverAssembly {
  private final Home home;
  private final String name;
  private final Receiver.Builder receiver;

  /**
   * Begins one.
   *
   * @param folder its home; made if missing
   * @param listeners how it listens
   */
  ReceiverAssembly(Path folder, String name, List<? extends Listener> listeners)
      throws IOException {
    home = Home.open(folder, Home.Kind.RECEIVER);
    this.name = name;
    receiver = Receiver.builder(folder).name(name);
    listeners.forEach(receiver::listener);
  }

  /** Adds the add-ons of a configuration. Called first: what is set otherwise goes before it. */
  ReceiverAssembly configuration(ReceiverConfiguration configuration) {
    receiver.configuration(configuration).name(name);
    return this;
  }

  /**
   * Files into the first of these folders, with a copy in each of the others; into none if there
   * are none.
   *
   * @param group may read the photos
   * @param strict whether a folder that cannot be forced to disk is refused
   */
  ReceiverAssembly targets(List<Path> targets, Optional<String> group, boolean strict)
      throws IOException {
    if (targets.isEmpty()) {
      return this;
    }
    FolderSink.Builder sink =
        FolderSink.to(targets.get(0)).state(home.folder("sinks").resolve("folders"));
    targets.stream().skip(1).forEach(sink::backupTo);
    group.ifPresent(sink::group);
    if (strict) {
      sink.strict();
    }
    receiver.sink(sink.build());
    return this;
  }

  ReceiverAssembly passphrase(char[] passphrase) {
    receiver.passphrase(passphrase);
    return this;
  }

  ReceiverAssembly maxSize(long bytes) {
    receiver.maxPhotoSize(bytes);
    return this;
  }

  ReceiverAssembly types(Set<String> extensions) {
    receiver.allowedTypes(extensions, TypeChoice::advice);
    return this;
  }

  ReceiverAssembly removeMetadata(Uncleanable uncleanable) {
    receiver.removeMetadata(uncleanable);
    return this;
  }

  ReceiverAssembly events(ReceiverEvents events) {
    receiver.events(events);
    return this;
  }

  /** Starts it; the caller closes it. */
  Receiver start(ReceiverEvents events) throws IOException {
    Receiver built = receiver.events(events).build();
    try {
      built.start();
    } catch (IOException e) {
      built.close();
      throw e;
    }
    return built;
  }
}
