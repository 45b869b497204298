package io.github.pipefarm.protocol;

import java.io.Serializable;

/** Stands in a Java serialization stream for an object that Kryo writes before it. */
final class Placeholder implements Serializable {
  private static final long serialVersionUID = 1;
  final int index;

  Placeholder(int index) {
    this.index = index;
  }
}
