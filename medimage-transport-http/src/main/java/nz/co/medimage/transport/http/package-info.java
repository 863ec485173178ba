/** The sender's half of the wire protocol, {@code spec/wire-v1.md}. */
@NullMarked
package nz.co.medimage.transport.http;

import org.jspecify.annotations.NullMarked;
