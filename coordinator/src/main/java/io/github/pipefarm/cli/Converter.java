package io.github.pipefarm.cli;

/** Makes an argument of a text. */
@FunctionalInterface
interface Converter {
  Object convert(String text) throws Throwable;
}
