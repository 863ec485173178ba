package nz.co.medimage.transport.http;

import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Handshake;
import org.jspecify.annotations.Nullable;

/** Tells of each step on the way to an open connection. */
final class ConnectProgress extends EventListener {
  private final Runnable step;

  ConnectProgress(Runnable step) {
    this.step = step;
  }

  @Override
  public void connectStart(Call call, InetSocketAddress address, Proxy proxy) {
    step.run();
  }

  @Override
  public void secureConnectStart(Call call) {
    step.run();
  }

  @Override
  public void secureConnectEnd(Call call, @Nullable Handshake handshake) {
    step.run();
  }
}
