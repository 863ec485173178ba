/**
 * What carries sealed envelopes. A {@link nz.co.medimage.api.transport.Transport} is the sender's
 * half of a transport and a {@link nz.co.medimage.api.transport.Listener} the receiver's; neither
 * knows photos or keys. Whoever writes a sink or a filter needs none of this.
 */
@NullMarked
package nz.co.medimage.api.transport;

import org.jspecify.annotations.NullMarked;
