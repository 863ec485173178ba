/** Speed and memory, each beside something to compare with. See {@code benchmarks/README.md}. */
@NullMarked
package nz.co.medimage.benchmarks;

import org.jspecify.annotations.NullMarked;
