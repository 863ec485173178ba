/**
 * The client of the wire protocol, {@code spec/wire-v1.md}. Start with {@link
 * nz.co.medimage.transport.http.WireClient}.
 */
@NullMarked
package nz.co.medimage.transport.http;

import org.jspecify.annotations.NullMarked;
