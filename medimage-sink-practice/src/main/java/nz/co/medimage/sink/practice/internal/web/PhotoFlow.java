package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import nz.co.medimage.api.file.Sha256;
import nz.co.medimage.sink.practice.internal.profile.PhotoFacts;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import nz.co.medimage.sink.practice.internal.profile.WorkstationPath;

/**
 * How a photo is filed: the section {@code photo}. Immutable.
 *
 * @param file {@code original}, or the label of a companion
 * @param settle how long a request whose answer was lost may take effect
 * @param find looks for the photo in the target
 * @param filing the number of the step that files it
 * @param lookWhere what a person is told who decides
 * @param path where workstations see the file that another sink has filed, if requests name it
 * @param way tells it from other ways to file: a request that left by one is not repeated by
 *     another
 */
record PhotoFlow(
    Repeat repeat,
    String file,
    Duration settle,
    List<Step> find,
    List<Step> steps,
    int filing,
    Template reference,
    Template lookWhere,
    Optional<WorkstationPath> path,
    String way) {
  /** The photo's own id, by which a target knows it again. */
  private static final Pattern KEY = Pattern.compile("\\{\\{\\s*photo(-uuid)?\\s*(:[^{}]*)?}}");

  /** That, or the file that another sink has made of it. */
  private static final Pattern KEY_OR_PATH =
      Pattern.compile("\\{\\{\\s*(photo(-uuid)?|path)\\s*(:[^{}]*)?}}");

  private static final List<String> REQUEST = List.of("url", "query", "headers", "body");
  private static final List<String> SEARCH =
      List.of("url", "query", "headers", "body", "match", "answers");

  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH");

  /** What a person who decides may be told: no patient. */
  private static final Set<String> HARMLESS =
      Set.of(
          "envelope",
          "photo",
          "photo-uuid",
          "captured",
          "received",
          "length",
          "media-type",
          "sha256");

  /** How a request whose answer was lost is repeated. */
  enum Repeat {
    /** As it was: the target knows it by its key. */
    SAFE,
    /** After the target was searched. */
    FIND_FIRST,
    /** After a person has looked. */
    ASK
  }

  /** Reads the section. */
  static PhotoFlow read(ProfileNode node, Server server) throws IOException {
    Repeat repeat =
        Repeat.valueOf(
            node.choice("repeat", "safe", "find-first", "ask")
                .toUpperCase(Locale.ROOT)
                .replace('-', '_'));
    Optional<WorkstationPath> path = WorkstationPath.read(node);
    Scope scope = scope(node, path.isPresent());
    StepReader finder = new StepReader(server, scope.withoutContent(), false);
    List<Step> find = finder.read(node, "find");
    StepReader reader = new StepReader(server, scope, true);
    List<Step> steps = reader.read(node, "steps");
    if (steps.isEmpty()) {
      throw node.fail("steps", "is missing: the requests that file a photo");
    }
    int filing = filing(node, steps);
    checkRepeat(node, repeat, find, filing);
    if (steps.get(filing).until().isPresent()) {
      throw node.fail("steps", "the step that files the photo cannot have until: it is sent once");
    }
    Scope known =
        repeat == Repeat.FIND_FIRST ? common(reader.scope(), finder.scope()) : reader.scope();
    String reference = node.findTemplate("reference").orElse("");
    String lookWhere =
        node.findTemplate("look-where")
            .orElse("Look in the patient's record for the photo {{envelope}}.");
    PhotoFlow flow =
        new PhotoFlow(
            repeat,
            node.find("file").orElse("original"),
            node.duration("settle", Duration.ofSeconds(30)),
            find,
            marked(steps, filing),
            filing,
            Template.parse(node, "reference", reference, known.withoutContent()),
            Template.parse(node, "look-where", lookWhere, new Scope(HARMLESS, false)),
            path,
            way(node, server));
    node.done();
    return flow;
  }

  private static Scope scope(ProfileNode node, boolean hasPath) {
    Set<String> names = new TreeSet<>(PhotoFacts.NAMES);
    if (!hasPath) {
      names.remove("path");
    }
    names.add("sha1");
    names.addAll(node.values().names());
    return new Scope(names, true);
  }

  private static void checkRepeat(ProfileNode node, Repeat repeat, List<Step> find, int filing)
      throws IOException {
    if ((repeat == Repeat.FIND_FIRST) == find.isEmpty()) {
      throw node.fail("find", "belongs to \"repeat\": \"find-first\", and has to be there then");
    }
    List<ProfileNode> requests = node.nodes("steps").subList(0, filing + 1);
    if (repeat == Repeat.SAFE && !hasKey(requests, KEY, REQUEST)) {
      throw node.fail(
          "repeat",
          "safe needs {{photo}} or {{photo-uuid}} in the request that files the photo or one before"
              + " it, by which the system knows the photo again; else it is find-first or ask");
    }
    if (repeat == Repeat.FIND_FIRST) {
      checkFind(node, find, requests);
    }
  }

  /** A search that finds other photos loses this one; one that finds none doubles it. */
  private static void checkFind(ProfileNode node, List<Step> find, List<ProfileNode> requests)
      throws IOException {
    boolean canFind =
        find.stream()
            .anyMatch(
                step ->
                    step.selects()
                        || step.answers().stream()
                            .map(AnswerRule::meaning)
                            .anyMatch(each -> each == Meaning.FOUND || each == Meaning.DUPLICATE));
    if (!canFind) {
      throw node.fail(
          "find",
          "finds nothing: a step needs each or match, or a rule in answers that says found");
    }
    if (!hasKey(node.nodes("find"), KEY_OR_PATH, SEARCH)
        || !hasKey(requests, KEY_OR_PATH, REQUEST)) {
      throw node.fail(
          "find",
          "must look for {{photo}} or {{photo-uuid}}, which no other photo has, and the request"
              + " that files the photo, or one before it, must carry it");
    }
  }

  /** Of where requests go, what they are, and the values in them that are no secrets. */
  private static String way(ProfileNode node, Server server) {
    StringBuilder way = new StringBuilder(server.url().toString());
    for (String key : List.of("repeat", "file", "path", "find", "steps")) {
      way.append('\n').append(node.json(key));
    }
    for (String name : node.values().names()) {
      if (!node.values().isSecret(name)) {
        way.append('\n').append(name).append(' ').append(node.values().find(name));
      }
    }
    return Sha256.hex(Sha256.of(way.toString().getBytes(StandardCharsets.UTF_8)));
  }

  private static boolean hasKey(List<ProfileNode> steps, Pattern key, List<String> places) {
    return steps.stream()
        .anyMatch(
            step -> places.stream().anyMatch(at -> key.matcher(step.json(at).toString()).find()));
  }

  private static Scope common(Scope one, Scope other) {
    Set<String> both = new TreeSet<>(one.names());
    both.retainAll(other.names());
    return new Scope(both, false);
  }

  private static List<Step> marked(List<Step> steps, int filing) {
    List<Step> marked = new ArrayList<>(steps);
    marked.set(filing, steps.get(filing).filing());
    return List.copyOf(marked);
  }

  private static int filing(ProfileNode node, List<Step> steps) throws IOException {
    List<Step> marked = steps.stream().filter(Step::files).toList();
    if (marked.size() > 1) {
      throw node.fail("steps", "only one of them can have \"files\": true");
    }
    if (marked.size() == 1) {
      return steps.indexOf(marked.get(0));
    }
    for (int i = steps.size() - 1; i >= 0; i--) {
      if (METHODS.contains(steps.get(i).method())) {
        return i;
      }
    }
    throw node.fail("steps", "one of them must file the photo, by POST or PUT");
  }

  Optional<String> companion() {
    return file.equals("original") ? Optional.empty() : Optional.of(file);
  }
}
