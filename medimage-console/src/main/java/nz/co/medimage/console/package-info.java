/** The page on the practice's PC: {@code Console} shows a receiver in a browser. */
@NullMarked
package nz.co.medimage.console;

import org.jspecify.annotations.NullMarked;
