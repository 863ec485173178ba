/** Reads the profile of a practice system, and what a photo says in it. */
@NullMarked
package nz.co.medimage.sink.practice.internal.profile;

import org.jspecify.annotations.NullMarked;
