package io.github.pipefarm.protocol;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a lambda has captured, which only Java serialization can tell, whatever module it is of: the
 * stream is abandoned as soon as the {@link SerializedLambda} has come by.
 */
final class CapturedState extends ObjectOutputStream {
  private @Nullable SerializedLambda found;

  private CapturedState() throws IOException {
    super(OutputStream.nullOutputStream());
    enableReplaceObject(true);
  }

  /** A captured object, and how to call it. */
  record Captured(String name, @Nullable Object value) {}

  /** What a lambda or a method reference has captured; nothing of any other object. */
  static List<Captured> of(Object lambda) {
    if (!lambda.getClass().isHidden() || !(lambda instanceof Serializable)) {
      return List.of();
    }
    try (CapturedState stream = new CapturedState()) {
      stream.writeObject(lambda);
      return stream.captured();
    } catch (IOException | RuntimeException e) {
      return List.of();
    }
  }

  @Override
  protected @Nullable Object replaceObject(Object object) {
    if (object instanceof SerializedLambda lambda) {
      found = lambda;
      return null;
    }
    return object;
  }

  private List<Captured> captured() {
    SerializedLambda lambda = found;
    List<Captured> all = new ArrayList<>();
    if (lambda != null) {
      boolean ofObject =
          switch (lambda.getImplMethodKind()) {
            case MethodHandleInfo.REF_invokeVirtual,
                MethodHandleInfo.REF_invokeInterface,
                MethodHandleInfo.REF_invokeSpecial ->
                true;
            default -> false;
          };
      int first = ofObject ? 1 : 0;
      for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
        String name = ofObject && i == 0 ? "this" : "<captured argument " + (i + 1 - first) + ">";
        all.add(new Captured(name, lambda.getCapturedArg(i)));
      }
    }
    return all;
  }
}
