/**
 * The filter {@code run}: runs a program of any language for each photo. {@link
 * nz.co.medimage.filter.run.RunFilterProvider} says what the program gets and how it answers.
 */
@NullMarked
package nz.co.medimage.filter.run;

import org.jspecify.annotations.NullMarked;
