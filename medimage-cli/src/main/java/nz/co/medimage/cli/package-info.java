/** The {@code medimage} command, one class a subcommand. */
@NullMarked
package nz.co.medimage.cli;

import org.jspecify.annotations.NullMarked;
