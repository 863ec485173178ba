/** Both halves of the transport through a relay, {@code spec/relay-v1.md}. */
@NullMarked
package nz.co.medimage.transport.relay;

import org.jspecify.annotations.NullMarked;
