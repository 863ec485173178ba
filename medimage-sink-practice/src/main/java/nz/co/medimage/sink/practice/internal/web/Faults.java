package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says what went wrong on the way to a server. Messages of others are not passed on. */
final class Faults {
  private Faults() {}

  static String sentence(String host, IOException e) {
    if (isUntrusted(e)) {
      return "The certificate of "
          + host
          + " is not trusted; name its authority with server.trust if it is the right server.";
    }
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return host
            + " cannot be found; see whether this computer is online and the name is right.";
      }
      if (cause instanceof SSLPeerUnverifiedException) {
        return "The certificate of " + host + " is for another name; use the name of its operator.";
      }
      if (cause instanceof SSLException) {
        return "No secure connection to " + host + " came about; it may want a client certificate.";
      }
      if (cause instanceof ConnectException) {
        return host + " cannot be connected to; see whether it runs and the port is right.";
      }
      if (cause instanceof InterruptedIOException) {
        return host + " did not answer in time.";
      }
    }
    return "The connection to " + host + " broke off.";
  }

  private static boolean isUntrusted(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateException) {
        return true;
      }
    }
    return false;
  }
}
