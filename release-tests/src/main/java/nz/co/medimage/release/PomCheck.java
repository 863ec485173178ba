package nz.co.medimage.release;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.model.Dependency;
import org.apache.maven.model.Developer;
import org.apache.maven.model.License;
import org.apache.maven.model.Model;
import org.apache.maven.model.Parent;
import org.apache.maven.model.Repository;
import org.apache.maven.model.Scm;
import org.apache.maven.model.building.DefaultModelBuilderFactory;
import org.apache.maven.model.building.DefaultModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.model.building.ModelBuildingRequest;
import org.apache.maven.model.building.ModelBuildingResult;
import org.apache.maven.model.building.ModelProblem;
import org.apache.maven.model.building.ModelSource2;
import org.apache.maven.model.resolution.ModelResolver;
import org.apache.maven.model.resolution.UnresolvableModelException;
import org.jspecify.annotations.Nullable;

/**
 * What Maven Central demands of a pom, as Maven sees it with its parents: coordinates that are
 * those of its path, name, description and address of the project, a licence, a developer, where
 * its source is, and a version for every dependency.
 */
final class PomCheck {
  /** Poms that a bundle needs and does not hold, such as others' bills of materials. */
  interface External {
    Optional<String> find(String path);
  }

  private final Bundle bundle;
  private final External external;
  private final List<String> problems;

  PomCheck(Bundle bundle, External external, List<String> problems) {
    this.bundle = bundle;
    this.external = external;
    this.problems = problems;
  }

  /** Adds what is wrong to the problems; gives the packaging, if Maven can read the pom at all. */
  Optional<String> check(String path) {
    Model model;
    String description;
    try {
      ModelBuildingResult result = build(path);
      model = result.getEffectiveModel();
      description = result.getRawModel().getDescription(); // its own, not its parent's
    } catch (ModelBuildingException e) {
      for (ModelProblem problem : e.getProblems()) {
        problems.add(path + ": " + problem.getMessage());
      }
      return Optional.empty();
    }
    if (!path.equals(path(model.getGroupId(), model.getArtifactId(), model.getVersion()))) {
      problems.add(path + ": its coordinates are others, " + model.getId());
    }
    if (model.getVersion().endsWith("-SNAPSHOT")) {
      problems.add(path + ": <version> " + model.getVersion() + " is not a release");
    }
    require(path, "<name>", model.getName());
    require(path, "<description>", description);
    require(path, "<url>", model.getUrl());
    checkPeople(path, model);
    Scm scm = model.getScm() == null ? new Scm() : model.getScm();
    require(path, "<scm><url>", scm.getUrl());
    require(path, "<scm><connection>", scm.getConnection());
    require(path, "<scm><developerConnection>", scm.getDeveloperConnection());
    for (Dependency dependency : model.getDependencies()) {
      if (dependency.getVersion().endsWith("-SNAPSHOT")) {
        problems.add(
            path
                + ": depends on "
                + dependency.getManagementKey()
                + " in a version that is not a release, "
                + dependency.getVersion());
      }
    }
    return Optional.of(model.getPackaging());
  }

  private void checkPeople(String path, Model model) {
    if (model.getLicenses().isEmpty()) {
      problems.add(path + ": <licenses> is missing");
    }
    for (License license : model.getLicenses()) {
      require(path, "<license><name>", license.getName());
      require(path, "<license><url>", license.getUrl());
    }
    if (model.getDevelopers().isEmpty()) {
      problems.add(path + ": <developers> is missing");
    }
    for (Developer developer : model.getDevelopers()) {
      require(path, "<developer><name>", developer.getName());
    }
  }

  private void require(String path, String element, @Nullable String value) {
    if (value == null || value.isBlank()) {
      problems.add(path + ": " + element + " is missing");
    } else if (value.contains("${")) {
      problems.add(path + ": " + element + " holds a property without a value, " + value);
    }
  }

  private ModelBuildingResult build(String path) throws ModelBuildingException {
    Properties system = new Properties();
    system.setProperty("java.version", System.getProperty("java.version"));
    return new DefaultModelBuilderFactory()
        .newInstance()
        .build(
            new DefaultModelBuildingRequest()
                .setModelSource(new Source(path, text(path).orElseThrow()))
                .setModelResolver(new Resolver())
                .setSystemProperties(system)
                .setValidationLevel(ModelBuildingRequest.VALIDATION_LEVEL_MAVEN_3_1)
                .setProcessPlugins(false));
  }

  private Optional<String> text(String path) {
    return Optional.ofNullable(bundle.files().get(path))
        .map(pom -> new String(pom, StandardCharsets.UTF_8));
  }

  private static String path(String group, String artifact, String version) {
    return group.replace('.', '/')
        + "/"
        + artifact
        + "/"
        + version
        + "/"
        + artifact
        + "-"
        + version
        + ".pom";
  }

  private record Source(String path, String pom) implements ModelSource2 {
    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(pom.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String getLocation() {
      return path;
    }

    @Override
    public @Nullable URI getLocationURI() {
      return null;
    }

    /** Parents are looked up by their coordinates alone. */
    @Override
    public @Nullable ModelSource2 getRelatedSource(String relative) {
      return null;
    }
  }

  private final class Resolver implements ModelResolver {
    @Override
    public ModelSource2 resolveModel(String group, String artifact, String version)
        throws UnresolvableModelException {
      String path = path(group, artifact, version);
      String pom =
          text(path)
              .or(() -> external.find(path))
              .orElseThrow(
                  () ->
                      new UnresolvableModelException(
                          path + " is neither in the bundle nor published",
                          group,
                          artifact,
                          version));
      return new Source(path, pom);
    }

    @Override
    public ModelSource2 resolveModel(Parent parent) throws UnresolvableModelException {
      return resolveModel(parent.getGroupId(), parent.getArtifactId(), parent.getVersion());
    }

    @Override
    public ModelSource2 resolveModel(Dependency dependency) throws UnresolvableModelException {
      return resolveModel(
          dependency.getGroupId(), dependency.getArtifactId(), dependency.getVersion());
    }

    @Override
    public void addRepository(Repository repository) {}

    @Override
    public void addRepository(Repository repository, boolean replace) {}

    @Override
    public ModelResolver newCopy() {
      return this;
    }
  }
}
