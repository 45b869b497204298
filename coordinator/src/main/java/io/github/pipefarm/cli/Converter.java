package io.github.pipefarm.cli;

import org.jspecify.annotations.Nullable;

/** Makes an argument of a text. */
@FunctionalInterface
interface Converter {
  @Nullable Object convert(String text) throws Throwable;
}
