/**
 * A relay that a practice, or a provider for many practices, can host. {@link
 * nz.co.medimage.relay.Relay} is where to begin.
 */
@NullMarked
package nz.co.medimage.relay;

import org.jspecify.annotations.NullMarked;
