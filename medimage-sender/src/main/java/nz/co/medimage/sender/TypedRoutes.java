package nz.co.medimage.sender;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nz.co.medimage.api.transport.Route;

/**
 * The address in a route that a person typed on this device. No receiver may send one, and it stays
 * when the receiver sends other routes: wire-v1, section 6.
 */
final class TypedRoutes {
  private static final String TYPED = "typed";

  private TypedRoutes() {}

  /** A route as a receiver may send it. */
  static Route without(Route route) {
    Map<String, String> parameters = new HashMap<>(route.parameters());
    parameters.remove(TYPED);
    return new Route(route.transport(), parameters);
  }

  /** The routes that a receiver sends, with the typed addresses of the earlier ones. */
  static List<Route> kept(List<Route> before, List<Route> told) {
    List<Route> routes = new ArrayList<>(told);
    for (Route old : before) {
      String typed = old.parameters().getOrDefault(TYPED, "");
      if (!typed.isEmpty() && !add(routes, old.transport(), typed)) {
        routes.add(old);
      }
    }
    return routes;
  }

  private static boolean add(List<Route> routes, String transport, String typed) {
    for (int i = 0; i < routes.size(); i++) {
      Route route = routes.get(i);
      if (route.transport().equals(transport) && !route.parameters().containsKey(TYPED)) {
        Map<String, String> parameters = new HashMap<>(route.parameters());
        parameters.put(TYPED, typed);
        routes.set(i, new Route(transport, parameters));
        return true;
      }
    }
    return false;
  }
}
