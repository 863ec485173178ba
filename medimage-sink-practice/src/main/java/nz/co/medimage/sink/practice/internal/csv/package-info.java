/** Looks patients up in a file that practice software exports. */
@NullMarked
package nz.co.medimage.sink.practice.internal.csv;

import org.jspecify.annotations.NullMarked;
