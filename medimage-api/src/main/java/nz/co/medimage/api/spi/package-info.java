/**
 * What add-ons implement. A vendor of practice software writes a {@link
 * nz.co.medimage.api.spi.Sink}; {@link nz.co.medimage.api.spi.PhotoFilter}s look at or rewrite a
 * photo before it; {@link nz.co.medimage.api.transport.Transport} and {@link
 * nz.co.medimage.api.transport.Listener} are the sender's and the receiver's half of a way to travel.
 */
@NullMarked
package nz.co.medimage.api.spi;

import org.jspecify.annotations.NullMarked;
