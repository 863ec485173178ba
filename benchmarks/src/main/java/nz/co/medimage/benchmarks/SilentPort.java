package nz.co.medimage.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * A port of this machine at which nobody answers, as at an address in another network: its queue is
 * full, so Linux drops every attempt to connect. Runs until it is killed.
 */
public final class SilentPort {
  private static final int SILENT_MILLIS = 300;

  private SilentPort() {}

  /**
   * Begins to be silent, and says so.
   *
   * @param args the port
   */
  public static void main(String[] args) throws Exception {
    InetAddress here = InetAddress.getByName("127.0.0.1");
    try (ServerSocket server = new ServerSocket(Integer.parseInt(args[0]), 1, here)) {
      List<Socket> queued = new ArrayList<>();
      while (connects(server, queued)) {}
      System.out.println("silent");
      new CountDownLatch(1).await();
    }
  }

  private static boolean connects(ServerSocket server, List<Socket> queued) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(server.getLocalSocketAddress(), SILENT_MILLIS);
      queued.add(socket);
      return true;
    } catch (SocketTimeoutException e) {
      socket.close();
      return false;
    }
  }
}
