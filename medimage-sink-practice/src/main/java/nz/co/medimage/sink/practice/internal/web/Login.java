package nz.co.medimage.sink.practice.internal.web;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import nz.co.medimage.sink.practice.internal.profile.ProfileNode;
import okhttp3.Credentials;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/** How requests show that they may: the section {@code server.auth}. */
sealed interface Login {

  /**
   * A header that is always the same.
   *
   * @param name empty for none
   */
  record Fixed(String name, String value) implements Login {
    /** Shows no value, which is secret. */
    @Override
    public String toString() {
      return "Fixed[" + name + "]";
    }
  }

  /**
   * A token that a server gives for an id and a secret: RFC 6749, section 4.4.
   *
   * @param isInBody whether id and secret are in the body rather than in a header
   * @param parameters more fields of the request, such as a scope
   */
  record ClientCredentials(
      HttpUrl url, String id, String secret, boolean isInBody, Map<String, String> parameters)
      implements Login {
    /** Shows the host alone. */
    @Override
    public String toString() {
      return "ClientCredentials[" + url.host() + "]";
    }
  }

  /** Reads it from the section {@code server}. */
  static Login read(ProfileNode server, boolean allowsPlain) throws IOException {
    Optional<ProfileNode> found = server.findNode("auth");
    if (found.isEmpty()) {
      return new Fixed("", "");
    }
    ProfileNode node = found.get();
    Login login =
        switch (node.choice(
            "kind", "none", "basic", "bearer", "header", "oauth2-client-credentials")) {
          case "basic" ->
              fixed(
                  node,
                  "Authorization",
                  Credentials.basic(
                      node.text("user"),
                      node.secret("password").orElse(""),
                      java.nio.charset.StandardCharsets.UTF_8));
          case "bearer" -> fixed(node, "Authorization", "Bearer " + secret(node, "token"));
          case "header" -> fixed(node, node.text("name"), secret(node, "value"));
          case "oauth2-client-credentials" -> credentials(node, allowsPlain);
          default -> new Fixed("", "");
        };
    node.done();
    return login;
  }

  private static Login fixed(ProfileNode node, String name, String value) throws IOException {
    try {
      new Headers.Builder().add(name, value);
    } catch (IllegalArgumentException e) {
      throw node.fail("kind", "the login has a character that a header cannot carry");
    }
    return new Fixed(name, value);
  }

  private static Login credentials(ProfileNode node, boolean allowsPlain) throws IOException {
    Map<String, String> parameters = new LinkedHashMap<>();
    node.find("scope").ifPresent(scope -> parameters.put("scope", scope));
    Optional<ProfileNode> more = node.findNode("parameters");
    if (more.isPresent()) {
      for (String key : more.get().keys()) {
        parameters.put(key, secret(more.get(), key));
      }
    }
    boolean isInBody =
        node.has("client-authentication")
            && node.choice("client-authentication", "basic", "body").equals("body");
    HttpUrl url = Server.url(node, "token-url", node.text("token-url"), allowsPlain);
    return new ClientCredentials(
        url, node.text("client-id"), node.secret("client-secret").orElse(""), isInBody, parameters);
  }

  private static String secret(ProfileNode node, String key) throws IOException {
    return node.secret(key).orElseThrow(() -> node.fail(key, "is missing"));
  }
}
