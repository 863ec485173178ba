/** The sink that files photos into patient folders; begin with {@link FolderSink#to}. */
@NullMarked
package nz.co.medimage.sink.folders;

import org.jspecify.annotations.NullMarked;
