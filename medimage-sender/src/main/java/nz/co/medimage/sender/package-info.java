/**
 * Sends photos. Start with {@link nz.co.medimage.sender.Sender}; {@link
 * nz.co.medimage.sender.Delivery} is the handle of one photo on its way.
 */
@NullMarked
package nz.co.medimage.sender;

import org.jspecify.annotations.NullMarked;
