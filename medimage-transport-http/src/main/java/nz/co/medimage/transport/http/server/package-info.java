/**
 * The server of the wire protocol, {@code spec/wire-v1.md}, on Jetty. Start with {@link
 * nz.co.medimage.transport.http.server.WireServer}.
 */
@NullMarked
package nz.co.medimage.transport.http.server;

import org.jspecify.annotations.NullMarked;
