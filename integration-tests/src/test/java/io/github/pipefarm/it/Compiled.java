package io.github.pipefarm.it;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes compiled in memory, by their names. */
record Compiled(Map<String, byte[]> files) {
  /** Compiles a class, which may hold others. */
  static Compiled of(String name, String source) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    Map<String, ByteArrayOutputStream> made = new HashMap<>();
    try (StandardJavaFileManager standard = compiler.getStandardFileManager(null, null, null)) {
      JavaFileManager inMemory =
          new ForwardingJavaFileManager<JavaFileManager>(standard) {
            @Override
            public JavaFileObject getJavaFileForOutput(
                Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
              return new SimpleJavaFileObject(URI.create("memory:///" + type), kind) {
                @Override
                public OutputStream openOutputStream() {
                  return made.computeIfAbsent(type, key -> new ByteArrayOutputStream());
                }
              };
            }
          };
      JavaFileObject text =
          new SimpleJavaFileObject(
              URI.create("memory:///" + name.replace('.', '/') + ".java"),
              JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
              return source;
            }
          };
      List<String> options = List.of("-cp", System.getProperty("java.class.path"), "-proc:none");
      if (!compiler.getTask(errors, inMemory, null, options, null, List.of(text)).call()) {
        throw new IllegalArgumentException(errors.toString());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, byte[]> files = new HashMap<>();
    made.forEach((type, bytes) -> files.put(type, bytes.toByteArray()));
    return new Compiled(files);
  }

  /** Puts the classes into a folder. */
  Compiled writeTo(Path folder) {
    files.forEach(
        (name, bytes) -> {
          Path file = folder.resolve(name.replace('.', '/') + ".class");
          try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    return this;
  }

  /**
   * A loader that defines these classes itself, and asks its parent for all others.
   *
   * @param givesBytes whether they can be had as resources
   */
  ClassLoader loader(boolean givesBytes) {
    return new InMemory(files, givesBytes);
  }

  private static final class InMemory extends ClassLoader {
    private final Map<String, byte[]> files;
    private final boolean givesBytes;

    InMemory(Map<String, byte[]> files, boolean givesBytes) {
      super(ClassLoader.getSystemClassLoader());
      this.files = files;
      this.givesBytes = givesBytes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        byte[] bytes = files.get(name);
        if (known != null || bytes == null) {
          return known != null ? known : super.loadClass(name, resolve);
        }
        return defineClass(name, bytes, 0, bytes.length);
      }
    }

    @Override
    public URL getResource(String name) {
      byte[] bytes =
          name.endsWith(".class")
              ? files.get(name.substring(0, name.length() - ".class".length()).replace('/', '.'))
              : null;
      if (bytes == null) {
        return super.getResource(name);
      }
      return givesBytes ? url(name, bytes) : null;
    }

    private static URL url(String name, byte[] bytes) {
      try {
        return new URL(
            "memory",
            "",
            -1,
            name,
            new URLStreamHandler() {
              @Override
              protected URLConnection openConnection(URL url) {
                return new URLConnection(url) {
                  @Override
                  public void connect() {}

                  @Override
                  public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                  }
                };
              }
            });
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String toString() {
      return "a loader in memory";
    }
  }
}
