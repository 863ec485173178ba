/** Both ends of the route through a relay, {@code spec/relay-v1.md}. */
@NullMarked
package nz.co.medimage.transport.relay;

import org.jspecify.annotations.NullMarked;
