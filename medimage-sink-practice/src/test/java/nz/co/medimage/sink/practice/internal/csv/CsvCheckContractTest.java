package nz.co.medimage.sink.practice.internal.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.sink.practice.CsvCheckProvider;
import nz.co.medimage.testkit.FakeAddOnContext;
import nz.co.medimage.testkit.PatientCheckContract;

/** A file of patients is a sound patient check. */
final class CsvCheckContractTest extends PatientCheckContract {

  @Override
  protected PatientCheck open(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("today.csv"),
        """
        NHI;Nr;Family;Given;Born;State
        ZAC5361;4711;Tester;Peter;29/02/1980;here
        ZAA0067;4712;Smith;Sam;;here
        ZAA0075;4713;Twin;A;01/01/2000;here
        ZAA0075;4714;Twin;B;01/01/2000;here
        ZAA0083;4715;Gone;Gus;01/01/1950;left
        """);
    Map<String, Object> settings =
        Map.ofEntries(
            Map.entry("file", "today.csv"),
            Map.entry("id", "nhi"),
            Map.entry("patient", "2"),
            Map.entry("family", "Family"),
            Map.entry("given", "Given"),
            Map.entry("born", "Born"),
            Map.entry("born-format", "dd/MM/uuuu"),
            Map.entry("status", "State"),
            Map.entry("active", List.of("Here")),
            Map.entry("ids", "nhi"));
    return CsvCheck.of(
        new FakeAddOnContext(new CsvCheckProvider(), settings, folder), Duration.ZERO);
  }

  @Override
  protected List<String> known() {
    return List.of("ZAC5361", "ZAA0067");
  }

  @Override
  protected Optional<String> ambiguous() {
    return Optional.of("ZAA0075");
  }

  @Override
  protected Optional<String> inactive() {
    return Optional.of("zaa0083");
  }

  @Override
  protected Optional<String> mistyped() {
    return Optional.of("ZAC5362");
  }

  @Override
  protected List<String> masked() {
    return List.of("Peter", "Tester", "29/02/1980", "Smith");
  }

  @Override
  protected boolean setReachable(Path folder, boolean reachable) throws IOException {
    Path file = folder.resolve("today.csv");
    Path aside = folder.resolve("aside.csv");
    Files.move(reachable ? aside : file, reachable ? file : aside);
    return true;
  }
}
