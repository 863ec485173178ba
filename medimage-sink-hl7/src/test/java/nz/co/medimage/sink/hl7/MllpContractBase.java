package nz.co.medimage.sink.hl7;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.api.spi.StagedPhoto;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.SinkContract;
import org.junit.jupiter.api.AfterEach;

/** The contract, for a receiver that files each message once, by its MSH-10. */
abstract class MllpContractBase extends SinkContract {
  private final Map<String, MllpListener> listeners = new ConcurrentHashMap<>();

  /** The setting {@code repeat}. */
  abstract String repeat();

  @Override
  protected Sink open(Path folder) throws IOException {
    Hl7SinkProvider provider = new Hl7SinkProvider();
    Map<String, Object> settings =
        Map.of("host", "localhost", "port", listener(folder).port(), "repeat", repeat());
    return provider.create(new FakeAddOnContext(provider, settings, folder.resolve(".state")));
  }

  private MllpListener listener(Path folder) {
    return listeners.computeIfAbsent(
        folder.toString(),
        name -> {
          try {
            return new MllpListener(documents(folder));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Path documents(Path folder) {
    return Path.of(folder.toString(), "documents");
  }

  @Override
  protected Map<String, byte[]> stored(Path folder) throws IOException {
    Path documents = documents(folder);
    return documents.toFile().isDirectory() ? contentsOf(documents) : Map.of();
  }

  /** Documents are filed under ids that nobody else gives. */
  @Override
  protected boolean storeAsAnother(Path folder, StagedPhoto photo, byte[] content) {
    return false;
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) {
    listener(folder).setAway(!reachable);
    return true;
  }

  @Override
  protected boolean loseNextAnswer(Path folder) {
    listener(folder).next(LostAnswer.CLOSED_AFTER_FILING);
    return true;
  }

  @Override
  protected boolean loseNextRequest(Path folder) {
    listener(folder).next(LostAnswer.CLOSED_BEFORE_FILING);
    return true;
  }

  @AfterEach
  void closeListeners() throws IOException {
    for (MllpListener each : listeners.values()) {
      each.close();
    }
  }
}
