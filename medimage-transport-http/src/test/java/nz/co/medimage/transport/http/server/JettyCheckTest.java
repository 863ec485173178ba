package nz.co.medimage.transport.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

final class JettyCheckTest {
  @Test
  void jettyOfOneVersionServes() throws IOException {
    JettyCheck.require();
  }

  @Test
  void aServerWhoseConnectionsCannotBeLinkedDoesNotStartAndSaysWhichVersionsThereAre()
      throws Exception {
    try (Broken loader = new Broken()) {
      Class<?> handler = loader.loadClass("org.eclipse.jetty.server.Handler");
      Object nothing =
          loader
              .loadClass("org.eclipse.jetty.server.handler.DefaultHandler")
              .getConstructor()
              .newInstance();
      Method start =
          loader
              .loadClass(WireServer.class.getName())
              .getMethod("start", InetSocketAddress.class, SSLContext.class, handler);
      InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      InvocationTargetException thrown =
          assertThrows(
              InvocationTargetException.class, () -> start.invoke(null, any, null, nothing));
      IOException failed = assertInstanceOf(IOException.class, thrown.getCause());
      String version = "\\d+\\.\\d+\\.\\d+";
      String message = String.valueOf(failed.getMessage());
      assertTrue(
          message.matches(
              "Jetty serves no request, probably because its jars are of several versions"
                  + " \\(jetty-server V, jetty-http V, jetty-io V, jetty-util V\\); import one"
                      .replace("V", version)
                  + " org.eclipse.jetty:jetty-bom before medimage-bom, and give no single jar of"
                  + " Jetty a version"),
          message);
      assertEquals(loader, start.getDeclaringClass().getClassLoader());
    }
  }

  /** Lacks a class that Jetty links only once a request comes in. */
  private static final class Broken extends URLClassLoader {
    Broken() throws MalformedURLException {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() throws MalformedURLException {
      List<URL> urls = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        urls.add(new File(entry).toURI().toURL());
      }
      return urls.toArray(URL[]::new);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals("org.eclipse.jetty.server.internal.HttpConnection$HttpStreamOverHTTP1")) {
        throw new ClassNotFoundException(name);
      }
      return super.findClass(name);
    }
  }
}
