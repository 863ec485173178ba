/** Looks patients up and files photos in practice software, by SQL or by web services. */
@NullMarked
package nz.co.medimage.sink.practice;

import org.jspecify.annotations.NullMarked;
