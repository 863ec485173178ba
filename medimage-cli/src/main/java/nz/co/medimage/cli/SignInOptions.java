package nz.co.medimage.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nz.co.medimage.console.ConsoleSignIn;
import nz.co.medimage.relay.PemFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How other computers may see the page for this one: by TLS, and with a password. */
final class SignInOptions {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  @Option(
      names = "--console-port",
      paramLabel = "PORT",
      description = {
        "Also show the page to other computers, by TLS on this port and with a password; 0 takes any",
        "free one. It needs the next three options too. Default: only browsers here see it."
      })
  private @Nullable Integer port;

  @Option(
      names = "--console-password-file",
      paramLabel = "FILE",
      description = "A file whose first line is that password: 12 characters or more.")
  private @Nullable Path passwordFile;

  @Option(
      names = "--console-certificate",
      paramLabel = "PEM",
      description =
          "The certificate of the page, followed in the file by those of its authorities.")
  private @Nullable Path certificate;

  @Option(
      names = "--console-key",
      paramLabel = "PEM",
      description = "The private key of that certificate.")
  private @Nullable Path key;

  @Option(
      names = "--console-name",
      paramLabel = "NAME",
      split = ",",
      description = "A further name by which browsers reach the page, beside the certificate's.")
  private List<String> names = List.of();

  /**
   * The sign-in, if there is to be one.
   *
   * @throws BadInputException with one sentence if one of the options is missing or wrong
   * @throws IOException with one sentence if a file cannot be used
   */
  Optional<ConsoleSignIn> signIn() throws IOException {
    Integer at = port;
    Path password = passwordFile;
    Path chain = certificate;
    Path privateKey = key;
    if (at == null && password == null && chain == null && privateKey == null && names.isEmpty()) {
      return Optional.empty();
    }
    if (at == null || password == null || chain == null || privateKey == null) {
      throw new BadInputException(
          "--console-port, --console-password-file, --console-certificate and --console-key come"
              + " together");
    }
    if (at < 0 || at > 65535) {
      throw new BadInputException("a port is a number from 0 to 65535, not " + at);
    }
    Set<String> all = new HashSet<>(names);
    all.addAll(namesOf(chain));
    return Optional.of(
        Errors.sayWhatIsWrong(
            () ->
                ConsoleSignIn.of(
                    new InetSocketAddress(at),
                    PemFiles.context(chain, privateKey),
                    all,
                    SecretFile.read(password, "password").toCharArray())));
  }

  /** Says so if others here can read what lets them in, or lets them pretend to be the page. */
  void warnOfReaders(Output output) {
    SecretFile.warnIfOthersRead(passwordFile, output);
    SecretFile.warnIfOthersRead(key, output);
  }

  /** The names and addresses that a certificate is for. */
  private static Set<String> namesOf(Path chain) throws IOException {
    Set<String> found = new HashSet<>();
    try (InputStream in = Files.newInputStream(chain)) {
      X509Certificate first =
          (X509Certificate)
              CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                  .findFirst()
                  .orElseThrow(() -> new CertificateException("none"));
      @Nullable Collection<List<?>> alternatives = first.getSubjectAlternativeNames();
      if (alternatives != null) {
        for (List<?> each : alternatives) {
          if (each.get(0).equals(DNS_NAME) || each.get(0).equals(IP_ADDRESS)) {
            found.add(each.get(1).toString());
          }
        }
      }
    } catch (CertificateException e) {
      throw new IOException(chain + " holds no certificate", e);
    }
    return found;
  }
}
