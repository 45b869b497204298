package io.github.pipefarm.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Bare JVMs, by the java that runs the benchmarks. */
final class Jvm {
  private Jvm() {}

  /** Does nothing, so that there is only the start of a JVM to measure. */
  static final class Nothing {
    private Nothing() {}

    /** Waits for its standard input to end, if it is told to. */
    public static void main(String[] args) throws IOException {
      if (args.length > 0) {
        System.in.read();
      }
    }
  }

  static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** A JVM that runs a class of the benchmarks, and may use all that they use. */
  static ProcessBuilder of(Class<?> main) {
    return new ProcessBuilder(java(), "-cp", System.getProperty("java.class.path"), main.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** A JVM that does nothing, with default flags. */
  static ProcessBuilder nothing(String... arguments) {
    ProcessBuilder builder =
        new ProcessBuilder(
            java(), "-cp", Machine.home().resolve("target/classes").toString(), name());
    builder.command().addAll(List.of(arguments));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  /** The same from a jar that holds nothing else, with the flags of the command line's launcher. */
  static ProcessBuilder emptyJar() throws IOException {
    Path jar = Machine.home().resolve("target/nothing.jar");
    if (Files.notExists(jar)) {
      Manifest manifest = new Manifest();
      manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, name());
      String entry = name().replace('.', '/') + ".class";
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream out = new JarOutputStream(file, manifest)) {
        out.putNextEntry(new ZipEntry(entry));
        Files.copy(Machine.home().resolve("target/classes").resolve(entry), out);
      }
    }
    return new ProcessBuilder(java(), "-XX:+UseSerialGC", "-jar", jar.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT);
  }

  private static String name() {
    return Nothing.class.getName();
  }
}
