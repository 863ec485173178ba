/**
 * The filter {@code resize}: makes photos smaller, or adds a smaller copy. {@link
 * nz.co.medimage.filter.resize.ResizeFilterProvider} describes its settings.
 */
@NullMarked
package nz.co.medimage.filter.resize;

import org.jspecify.annotations.NullMarked;
