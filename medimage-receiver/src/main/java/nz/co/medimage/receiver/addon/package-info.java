/**
 * Finds add-ons: in the folder {@code addons} of a receiver's home, on the class path and on the
 * module path. {@link nz.co.medimage.receiver.addon.AddOns} is where to begin.
 */
@NullMarked
package nz.co.medimage.receiver.addon;

import org.jspecify.annotations.NullMarked;
