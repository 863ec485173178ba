/** Tells people of trouble with photos once, and keeps a log. */
@NullMarked
package nz.co.medimage.observer.notify;

import org.jspecify.annotations.NullMarked;
