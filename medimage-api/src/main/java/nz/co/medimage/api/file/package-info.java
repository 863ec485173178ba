/**
 * Files that survive a crash: for the homes of senders and receivers, and for sinks of vendors.
 * Everything works on any {@link java.nio.file.FileSystem}.
 */
@NullMarked
package nz.co.medimage.api.file;

import org.jspecify.annotations.NullMarked;
