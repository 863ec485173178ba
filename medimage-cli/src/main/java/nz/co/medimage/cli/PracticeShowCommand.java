package nz.co.medimage.cli;

import com.squareup.moshi.JsonAdapter;
import com.squareup.moshi.Moshi;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import nz.co.medimage.sink.practice.PracticeSinkProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows the profiles that a practice's own can extend. */
@Command(
    name = "show",
    description = {
      "Lists the profiles of practice software that come with this command, or prints one.",
      "Your own profile names one in 'extends', or begins as a copy of it."
    },
    mixinStandardHelpOptions = true)
final class PracticeShowCommand implements Callable<Integer> {
  private static final JsonAdapter<Object> JSON = new Moshi.Builder().build().adapter(Object.class);

  @Mixin private Output output;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "Print this one. Default: list all.")
  private @Nullable String name;

  @Override
  public Integer call() throws IOException {
    if (name == null) {
      for (String each : PracticeSinkProvider.profiles()) {
        list(each);
      }
    } else {
      String text = PracticeSinkProvider.profile(name);
      output.line(text.stripTrailing(), "profile", "name", name, "profile", JSON.fromJson(text));
    }
    return Medimage.OK;
  }

  private void list(String each) throws IOException {
    Map<?, ?> profile = (Map<?, ?>) JSON.fromJson(PracticeSinkProvider.profile(each));
    String about = summary(String.valueOf(profile.get("about")));
    output.line(
        String.format(Locale.ROOT, "%-16s %s", each, about),
        "profile",
        "name",
        each,
        "about",
        about);
  }

  /** The first sentence, without what is in parentheses. */
  private static String summary(String about) {
    return about
        .replaceAll(" \\([^)]*\\)", "")
        .replaceFirst("(?<=[.:;]) .*", "")
        .replaceFirst("[.:;]$", "");
  }
}
