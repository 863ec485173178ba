package nz.co.medimage.sender;

import java.io.IOException;
import nz.co.medimage.api.transport.Link;
import nz.co.medimage.api.transport.Transport;

/** Makes a link. */
@FunctionalInterface
interface Connector {
  Link connect(RouteRef route, Transport.Attempt attempt) throws IOException;
}
