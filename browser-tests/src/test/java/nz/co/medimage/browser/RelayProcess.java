package nz.co.medimage.browser;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import nz.co.medimage.testkit.MedimageProcess;

/** A relay for this machine alone, in a process of its own. */
final class RelayProcess implements AutoCloseable {
  private final MedimageProcess process;
  private final URI url;

  private RelayProcess(MedimageProcess process, URI url) {
    this.process = process;
    this.url = url;
  }

  /** Starts a relay, and waits until it listens. */
  static RelayProcess start(Path home, Object... options) throws Exception {
    List<Object> args =
        new ArrayList<>(List.of("relay", "--home", home, "--address", "127.0.0.1", "--port", 0));
    args.addAll(List.of(options));
    MedimageProcess process = MedimageProcess.start(args.toArray());
    try {
      String port = process.await("Relaying on port ([0-9]+)");
      return new RelayProcess(process, URI.create("http://127.0.0.1:" + port));
    } catch (AssertionError e) {
      process.close();
      throw e;
    }
  }

  URI url() {
    return url;
  }

  @Override
  public void close() {
    process.close();
  }
}
