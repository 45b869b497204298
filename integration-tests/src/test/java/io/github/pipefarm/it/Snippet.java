package io.github.pipefarm.it;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.pipefarm.Farm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Java in a page: a whole file, or statements that may use {@code farm} and what is imported here.
 */
final class Snippet {
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("(?m)^(?:public )?(?:final )?(?:class|record|interface|enum) (\\w+)");

  private static final Pattern IMPORT = Pattern.compile("import [^;]+;");

  private static final String IMPORTS =
      """
      import io.github.pipefarm.*;
      import io.github.pipefarm.function.*;
      import java.io.*;
      import java.math.*;
      import java.nio.file.*;
      import java.time.*;
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.function.*;
      import java.util.stream.*;
      """;

  private final Markdown.Block block;
  private final String name;

  Snippet(Markdown.Block block) {
    this.block = block;
    Matcher type = PUBLIC_TYPE.matcher(block.text());
    this.name = isWhole() && type.find() ? type.group(1) : "Snippet" + block.line();
  }

  /** Whether it is a file as it stands. */
  boolean isWhole() {
    return block.text().startsWith("package ")
        || block.text().startsWith("import ")
        || block.text().startsWith("public ");
  }

  /** Writes it where commands of the page find it. */
  void writeTo(Path folder) throws IOException {
    Files.writeString(folder.resolve(name + ".java"), block.text() + "\n");
  }

  /** Compiles it into a folder, and complains of whatever the compiler complains of. */
  void compileTo(Path folder) throws IOException {
    Path source = Files.createDirectories(folder.resolve("source" + block.line()));
    Path file = Files.writeString(source.resolve(name + ".java"), code());
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      List<String> options =
          List.of(
              "-d",
              folder.toString(),
              "-cp",
              System.getProperty("java.class.path"),
              "-Xlint:all,-serial,-processing");
      compiler.getTask(null, files, found, options, null, files.getJavaFileObjects(file)).call();
    }
    assertThat(found.getDiagnostics())
        .as(code())
        .filteredOn(each -> each.getKind() != Diagnostic.Kind.NOTE)
        .isEmpty();
  }

  private String code() {
    if (isWhole()) {
      return block.text();
    }
    String imports =
        IMPORT.matcher(block.declarations()).results().map(MatchResult::group).collect(joining());
    String declarations = IMPORT.matcher(block.declarations()).replaceAll("");
    boolean hasOwnFarm = block.text().contains("Farm farm =");
    return """
        %s%s@SuppressWarnings({"unused", "try"})
        public class %s {
        %s
        public void run(Farm %s) throws Exception {
        %s
        }
        }
        """
        .formatted(
            IMPORTS, imports, name, declarations, hasOwnFarm ? "unused" : "farm", block.text());
  }

  /** Runs what was compiled to a folder, and returns the lines that it prints. */
  List<String> run(Path folder, Farm farm) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Class<?> type = loader.loadClass(name);
      if (isWhole()) {
        type.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
      } else {
        type.getMethod("run", Farm.class).invoke(type.getConstructor().newInstance(), farm);
      }
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(name + " threw " + e.getCause(), e.getCause());
    } finally {
      System.setOut(before);
    }
    return printed.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
