/**
 * The interfaces of transports, which carry sealed envelopes. A {@link
 * nz.co.medimage.api.transport.Transport} is the sender's half and a {@link
 * nz.co.medimage.api.transport.Listener} the receiver's; neither knows photos or keys. Writers of
 * sinks and filters need none of this.
 *
 * <p>The listener hands envelopes to an {@link nz.co.medimage.api.transport.Intake}, where each
 * upload goes through the same steps:
 *
 * <pre>{@code
 * PairingId from = intake.authenticate(credential);
 * long offset = intake.begin(from, id, size);
 * offset = intake.append(from, id, offset, bytes);
 * CompletionStage<byte[]> receipt = intake.receipt(from, id);
 * }</pre>
 */
@NullMarked
package nz.co.medimage.api.transport;

import org.jspecify.annotations.NullMarked;
