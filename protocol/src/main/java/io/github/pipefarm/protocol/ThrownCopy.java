package io.github.pipefarm.protocol;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a throwable, its causes and what they suppressed, without any of their
 * classes: a list of nodes that refer to each other by number, the first being the root. Every
 * method of the original may throw, lie or go in circles; what it does not give is left out.
 */
final class ThrownCopy {
  /** Longer texts are cut; the throwable itself, if it can be sent, has them whole. */
  private static final int LONGEST_TEXT = 1 << 20;

  private static final int MOST_NODES = 256;
  private static final int MOST_FRAMES = 4096;
  private static final int NONE = -1;

  private static final class Node {
    ClassName className = new ClassName(true, "java.lang.Throwable");
    @Nullable String message;
    String text = "";
    StackTraceElement[] stack = new StackTraceElement[0];
    int cause = NONE;
    int[] suppressed = new int[0];
  }

  private final List<Node> nodes = new ArrayList<>();

  private ThrownCopy() {}

  // --- from the original ---

  static ThrownCopy of(Throwable root) {
    ThrownCopy copy = new ThrownCopy();
    List<Throwable> found = new ArrayList<>();
    IdentityHashMap<Throwable, Integer> numbers = new IdentityHashMap<>();
    copy.number(root, found, numbers);
    for (int i = 0; i < found.size(); i++) { // which grows on the way
      Throwable thrown = found.get(i);
      Node node = copy.nodes.get(i);
      node.cause = copy.number(tolerate(thrown::getCause, null), found, numbers);
      node.suppressed =
          Arrays.stream(orElse(tolerate(thrown::getSuppressed, null), new Throwable[0]))
              .mapToInt(each -> copy.number(each, found, numbers))
              .filter(number -> number != NONE)
              .toArray();
    }
    return copy;
  }

  /** For when there is not even the memory for its message. */
  static ThrownCopy ofClassAlone(Throwable thrown) {
    ThrownCopy copy = new ThrownCopy();
    Node node = new Node();
    node.className = ClassName.of(thrown.getClass());
    node.text = node.className.name();
    copy.nodes.add(node);
    return copy;
  }

  private int number(
      @Nullable Throwable thrown,
      List<Throwable> found,
      IdentityHashMap<Throwable, Integer> numbers) {
    if (thrown == null) {
      return NONE;
    }
    Integer known = numbers.get(thrown);
    if (known != null) {
      return known;
    }
    if (found.size() == MOST_NODES) {
      return NONE;
    }
    numbers.put(thrown, found.size());
    found.add(thrown);
    nodes.add(describe(thrown));
    return found.size() - 1;
  }

  private static Node describe(Throwable thrown) {
    Node node = new Node();
    node.className = ClassName.of(thrown.getClass());
    node.message = cut(tolerate(thrown::getMessage, null));
    String plain =
        node.message == null ? node.className.name() : node.className.name() + ": " + node.message;
    node.text = orElse(cut(tolerate(thrown::toString, plain)), plain);
    StackTraceElement[] stack = orElse(tolerate(thrown::getStackTrace, null), node.stack);
    node.stack =
        Arrays.stream(stack)
            .filter(Objects::nonNull)
            .limit(MOST_FRAMES)
            .toArray(StackTraceElement[]::new);
    return node;
  }

  private static <T> @Nullable T tolerate(
      Supplier<? extends @Nullable T> getter, @Nullable T otherwise) {
    try {
      return getter.get();
    } catch (RuntimeException | Error e) {
      return otherwise;
    }
  }

  private static <T> T orElse(@Nullable T value, T otherwise) {
    return value != null ? value : otherwise;
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= LONGEST_TEXT
        ? text
        : text.substring(0, LONGEST_TEXT)
            + "… ("
            + (text.length() - LONGEST_TEXT)
            + " characters more)";
  }

  // --- on the wire ---

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(nodes.size());
    for (Node node : nodes) {
      out.writeLong(node.className.loader());
      writeText(out, node.className.name());
      writeText(out, node.message);
      writeText(out, node.text);
      out.writeInt(node.stack.length);
      for (StackTraceElement frame : node.stack) {
        writeFrame(out, frame);
      }
      out.writeInt(node.cause);
      out.writeInt(node.suppressed.length);
      for (int number : node.suppressed) {
        out.writeInt(number);
      }
    }
  }

  private static void writeFrame(DataOutputStream out, StackTraceElement frame) throws IOException {
    writeText(out, frame.getClassLoaderName());
    writeText(out, frame.getModuleName());
    writeText(out, frame.getModuleVersion());
    writeText(out, frame.getClassName());
    writeText(out, frame.getMethodName());
    writeText(out, frame.getFileName());
    out.writeInt(frame.getLineNumber());
  }

  private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
    if (text == null) {
      out.writeInt(NONE);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static ThrownCopy readFrom(byte[] bytes) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    ThrownCopy copy = new ThrownCopy();
    int size = readCount(in);
    for (int i = 0; i < size; i++) {
      Node node = new Node();
      node.className = new ClassName(in.readLong(), readPresentText(in));
      node.message = readText(in);
      node.text = readPresentText(in);
      node.stack = new StackTraceElement[readCount(in)];
      for (int j = 0; j < node.stack.length; j++) {
        node.stack[j] = readFrame(in);
      }
      node.cause = in.readInt();
      node.suppressed = new int[readCount(in)];
      for (int j = 0; j < node.suppressed.length; j++) {
        node.suppressed[j] = in.readInt();
      }
      copy.nodes.add(node);
    }
    if (copy.nodes.isEmpty()) {
      throw new IOException("no throwable is described");
    }
    return copy;
  }

  private static StackTraceElement readFrame(DataInputStream in) throws IOException {
    return new StackTraceElement(
        readText(in),
        readText(in),
        readText(in),
        readPresentText(in),
        readPresentText(in),
        readText(in),
        in.readInt());
  }

  private static @Nullable String readText(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length == NONE) {
      return null;
    }
    if (length < 0 || length > in.available()) {
      throw new IOException(length + " bytes are declared");
    }
    return new String(in.readNBytes(length), StandardCharsets.UTF_8);
  }

  private static String readPresentText(DataInputStream in) throws IOException {
    String text = readText(in);
    if (text == null) {
      throw new IOException("a name is missing");
    }
    return text;
  }

  private static int readCount(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available()) {
      throw new IOException(count + " elements are declared");
    }
    return count;
  }

  // --- to a throwable again ---

  Throwable rebuild(AllowedClasses allowed, ClassLoader applicationLoader) {
    @Nullable Throwable[] built = new Throwable[nodes.size()];
    return build(0, built, name -> allowed.load(name, applicationLoader));
  }

  /** Gives the class of a name, if it may be used. */
  private interface Loader {
    Class<?> load(ClassName name) throws ClassNotFoundException;
  }

  /** Causes first, as some constructors want them; where causes go in a circle it is cut. */
  private Throwable build(int number, @Nullable Throwable[] built, Loader loader) {
    Node node = nodes.get(number);
    built[number] = new InertThrowable(node.message, node.text); // for what refers back
    Throwable cause = referred(node.cause, built, loader);
    Throwable thrown = make(node, cause, loader);
    built[number] = thrown;
    if (cause != null && tolerate(thrown::getCause, null) == null) {
      tolerate(() -> thrown.initCause(cause), null);
    }
    for (int each : node.suppressed) {
      Throwable suppressed = referred(each, built, loader);
      if (suppressed != null && suppressed != thrown) {
        thrown.addSuppressed(suppressed);
      }
    }
    try {
      thrown.setStackTrace(node.stack);
    } catch (RuntimeException | Error e) {
      // Then it has the stack of where it was made anew.
    }
    return thrown;
  }

  private @Nullable Throwable referred(int number, @Nullable Throwable[] built, Loader loader) {
    if (number < 0 || number >= built.length) {
      return null;
    }
    Throwable known = built[number];
    return known != null ? known : build(number, built, loader);
  }

  private static Throwable make(Node node, @Nullable Throwable cause, Loader loader) {
    try {
      Class<?> type = loader.load(node.className);
      if (Throwable.class.isAssignableFrom(type)) {
        Throwable made = construct(type.asSubclass(Throwable.class), node.message, cause);
        if (made != null) {
          return made;
        }
      }
    } catch (ClassNotFoundException | RuntimeException | Error e) {
      // Whatever hinders it from being made, the stand-in says as much.
    }
    return new InertThrowable(node.message, node.text);
  }

  private static @Nullable Throwable construct(
      Class<? extends Throwable> type, @Nullable String message, @Nullable Throwable cause) {
    Throwable made = construct(type, new Class<?>[] {String.class}, message);
    if (made == null) {
      made = construct(type, new Class<?>[] {String.class, Throwable.class}, message, cause);
    }
    return made;
  }

  private static @Nullable Throwable construct(
      Class<? extends Throwable> type, Class<?>[] parameters, @Nullable Object... arguments) {
    try {
      Constructor<? extends Throwable> constructor = type.getDeclaredConstructor(parameters);
      if (!constructor.trySetAccessible()) {
        return null;
      }
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }
}
