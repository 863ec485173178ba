package nz.co.medimage.sink.practice.internal.web;

import java.util.Set;
import java.util.TreeSet;

/**
 * The names that the placeholders of a place in the profile may have. Immutable.
 *
 * @param hasContent whether a file is sent there
 */
record Scope(Set<String> names, boolean hasContent) {
  Scope {
    names = Set.copyOf(names);
  }

  Scope with(Set<String> more) {
    Set<String> all = new TreeSet<>(names);
    all.addAll(more);
    return new Scope(all, hasContent);
  }

  /** The same names, but not the bytes of the file. */
  Scope withoutContent() {
    return new Scope(names, false);
  }
}
