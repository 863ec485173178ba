/** Looks patients up and files photos by web services, as a profile says. */
@NullMarked
package nz.co.medimage.sink.practice.internal.web;

import org.jspecify.annotations.NullMarked;
