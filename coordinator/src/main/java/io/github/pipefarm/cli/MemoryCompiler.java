package io.github.pipefarm.cli;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The compiler of the JDK that runs this, at work in memory. It reads the classes of the user, and
 * loads none of them.
 */
final class MemoryCompiler {
  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final List<String> options;

  /**
   * @param classPath what the code may use
   */
  MemoryCompiler(ClassPath classPath) {
    this.options =
        List.of(
            "-proc:none", // a processor on the class path would be the user's code
            "-parameters",
            "-g",
            "-nowarn",
            "-encoding",
            "UTF-8",
            "-sourcepath",
            "",
            "-classpath",
            String.join(File.pathSeparator, classPath.texts())
                + File.pathSeparator
                + System.getProperty("java.class.path"));
  }

  /**
   * What came of a compilation.
   *
   * @param classes by their names; empty if there were errors
   */
  record Result(
      Map<String, byte[]> classes, DiagnosticCollector<JavaFileObject> diagnostics, String log) {
    boolean isGood() {
      return !classes.isEmpty();
    }
  }

  /** Compiles units, with what the compiler says as objects. */
  Result compile(List<JavaFileObject> units) {
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    return compile(units, diagnostics);
  }

  /** Compiles units, with what the compiler says as it prints it. */
  Result compileLogged(List<JavaFileObject> units) {
    return compile(units, null);
  }

  private Result compile(
      List<JavaFileObject> units, @Nullable DiagnosticCollector<JavaFileObject> diagnostics) {
    StringWriter log = new StringWriter();
    try (Memory memory =
        new Memory(
            javac.getStandardFileManager(diagnostics, Locale.ENGLISH, StandardCharsets.UTF_8))) {
      boolean good = javac.getTask(log, memory, diagnostics, options, null, units).call();
      return new Result(
          good ? memory.classes() : Map.of(),
          diagnostics == null ? new DiagnosticCollector<>() : diagnostics,
          log.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file that may have public classes of any name, as the one that {@code java} is given. */
  JavaFileObject source(Path file) {
    StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);
    return new ForwardingJavaFileObject<>(files.getJavaFileObjects(file).iterator().next()) {
      @Override
      public boolean isNameCompatible(String simpleName, Kind kind) {
        return kind == Kind.SOURCE;
      }
    };
  }

  /** Keeps the classes that the compiler writes. */
  private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

    Memory(JavaFileManager files) {
      super(files);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      written.put(className, bytes);
      return new SimpleJavaFileObject(URI.create("memory:///" + className), kind) {
        @Override
        public OutputStream openOutputStream() {
          return bytes;
        }
      };
    }

    Map<String, byte[]> classes() {
      Map<String, byte[]> classes = new TreeMap<>();
      written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
      return classes;
    }
  }
}
