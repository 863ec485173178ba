/**
 * The filter {@code resize}: adds a smaller copy of a photo, or replaces the photo by it. {@link
 * nz.co.medimage.filter.resize.ResizeFilterProvider} describes its settings.
 */
@NullMarked
package nz.co.medimage.filter.resize;

import org.jspecify.annotations.NullMarked;
