/** The serving half of the wire protocol, {@code spec/wire-v1.md}, on Jetty. */
@NullMarked
package nz.co.medimage.transport.http.server;

import org.jspecify.annotations.NullMarked;
