/** What the ways to look a patient up have in common. */
@NullMarked
package nz.co.medimage.sink.practice.internal;

import org.jspecify.annotations.NullMarked;
