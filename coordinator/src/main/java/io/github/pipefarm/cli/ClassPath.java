package io.github.pipefarm.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** What was given with {@code --classpath}: absolute jars and folders that exist. */
record ClassPath(List<Path> entries) {
  /**
   * One loader a class path in this JVM, so that threads that resolve FUNCTION each for themselves
   * share its statics, as threads do.
   */
  private static final Map<List<String>, ClassLoader> LOADERS = new ConcurrentHashMap<>();

  ClassPath {
    entries = List.copyOf(entries);
  }

  /**
   * Takes values as {@code java -cp} does: several entries in one, {@code folder/*} for all jars.
   */
  static ClassPath parse(List<String> values) {
    List<Path> entries = new ArrayList<>();
    for (String value : values) {
      for (String entry : value.split(File.pathSeparator, -1)) {
        if (entry.equals("*") || entry.endsWith(File.separator + "*")) {
          addJars(entry.substring(0, entry.length() - 1), entries);
        } else if (!entry.isEmpty()) {
          entries.add(checked(Path.of(entry)));
        }
      }
    }
    return new ClassPath(entries);
  }

  private static void addJars(String folder, List<Path> entries) {
    List<Path> jars = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of(folder), "*.{jar,JAR}")) {
      found.forEach(jars::add);
    } catch (IOException e) {
      throw CommandException.setup("--classpath: '" + folder + "' is no folder that can be read");
    }
    Collections.sort(jars);
    jars.forEach(jar -> entries.add(checked(jar)));
  }

  private static Path checked(Path entry) {
    if (!Files.isReadable(entry)) {
      throw CommandException.setup(
          "--classpath: '"
              + entry
              + (Files.exists(entry) ? "' can't be read" : "' does not exist"));
    }
    if (Files.isRegularFile(entry)) {
      try (ZipFile jar = new ZipFile(entry.toFile())) {
        jar.size();
      } catch (ZipException e) {
        throw CommandException.setup("--classpath: '" + entry + "' is no jar: " + e.getMessage());
      } catch (IOException e) {
        throw CommandException.setup("--classpath: '" + entry + "' can't be read: " + e);
      }
    }
    return entry.toAbsolutePath();
  }

  /** The entries as text, which is what travels. */
  List<String> texts() {
    return entries.stream().map(Path::toString).toList();
  }

  /**
   * The loader of the user's classes in this JVM.
   *
   * @param entries what this JVM's own class path lacks
   */
  static ClassLoader loader(List<String> entries) {
    if (entries.isEmpty()) {
      return ClassPath.class.getClassLoader();
    }
    return LOADERS.computeIfAbsent(
        entries,
        paths ->
            new URLClassLoader(
                "pipefarm-classpath",
                paths.stream().map(ClassPath::url).toArray(URL[]::new),
                ClassPath.class.getClassLoader()));
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new UncheckedIOException(e);
    }
  }
}
