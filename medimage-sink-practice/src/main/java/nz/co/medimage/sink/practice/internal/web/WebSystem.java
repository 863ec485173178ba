package nz.co.medimage.sink.practice.internal.web;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nz.co.medimage.api.spi.AddOnContext;
import nz.co.medimage.api.spi.PatientCheck;
import nz.co.medimage.api.spi.Sink;
import nz.co.medimage.sink.practice.internal.profile.Profile;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import org.jspecify.annotations.Nullable;

/**
 * A practice system that is reached by web services, as its profile says. Making one opens nothing.
 */
public final class WebSystem implements Closeable {
  private final Profile profile;
  private final WebClient client;
  private final StepRunner runner;
  private final ContentRules content;
  private final @Nullable WebPatients patients;
  private final @Nullable PhotoFlow flow;
  private final List<Step> test;

  private WebSystem(Profile profile, AddOnContext context) throws IOException {
    this.profile = profile;
    ProfileNode root = profile.root();
    ProfileNode section = root.node("server");
    Server server = Server.read(section);
    content = ContentRules.read(section);
    section.done();
    client = new WebClient(profile.name(), server, context.clock());
    runner = new StepRunner(client, context.clock());
    Optional<ProfileNode> patient = root.findNode("patient");
    patients =
        patient.isPresent()
            ? new WebPatients(patient.get(), runner, server, context.clock())
            : null;
    Optional<ProfileNode> photo = root.findNode("photo");
    flow = photo.isPresent() ? PhotoFlow.read(photo.get(), server) : null;
    test = test(root, server);
  }

  private static List<Step> test(ProfileNode root, Server server) throws IOException {
    Optional<ProfileNode> node = root.findNode("test");
    if (node.isEmpty()) {
      return List.of();
    }
    Set<String> names = new TreeSet<>(root.values().names());
    names.add("now");
    List<Step> steps =
        new StepReader(server, new Scope(names, false), false).read(node.get(), "steps");
    node.get().done();
    return steps;
  }

  /**
   * The sink of a profile.
   *
   * @throws IOException with one sentence that names the file and the key, if the profile is wrong
   */
  public static Sink sink(Profile profile, AddOnContext context) throws IOException {
    WebSystem system = new WebSystem(profile, context);
    if (system.flow == null) {
      throw profile.root().fail("photo", "is missing: how photos are filed");
    }
    return new WebSink(context, system, system.flow);
  }

  /**
   * The patient check of a profile.
   *
   * @throws IOException with one sentence that names the file and the key, if the profile is wrong
   */
  public static PatientCheck check(Profile profile, AddOnContext context) throws IOException {
    WebSystem system = new WebSystem(profile, context);
    if (system.patients == null) {
      throw profile.root().fail("patient", "is missing: how patients are looked up");
    }
    return new WebCheck(context, system, system.patients);
  }

  Profile profile() {
    return profile;
  }

  WebClient client() {
    return client;
  }

  StepRunner runner() {
    return runner;
  }

  ContentRules content() {
    return content;
  }

  Optional<WebPatients> lookup() {
    return Optional.ofNullable(patients);
  }

  boolean files() {
    return flow != null;
  }

  List<Step> test() {
    return test;
  }

  @Override
  public void close() {
    client.close();
  }
}
