package io.github.pipefarm.protocol;

import java.io.IOException;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a lambda has captured. */
final class CapturedState {
  private CapturedState() {}

  /** A captured object, and how to call it. */
  record Captured(String name, @Nullable Object value) {}

  /** What a lambda or a method reference has captured; nothing of any other object. */
  static List<Captured> of(Object lambda) {
    if (!Lambdas.isLambda(lambda.getClass())) {
      return List.of();
    }
    try {
      return captured(Lambdas.takeApart(lambda));
    } catch (IOException | ReflectiveOperationException | RuntimeException e) {
      return List.of();
    }
  }

  private static List<Captured> captured(SerializedLambda lambda) {
    boolean ofObject =
        switch (lambda.getImplMethodKind()) {
          case MethodHandleInfo.REF_invokeVirtual,
              MethodHandleInfo.REF_invokeInterface,
              MethodHandleInfo.REF_invokeSpecial ->
              true;
          default -> false;
        };
    int first = ofObject ? 1 : 0;
    List<Captured> all = new ArrayList<>();
    for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
      String name = ofObject && i == 0 ? "this" : "<captured argument " + (i + 1 - first) + ">";
      all.add(new Captured(name, lambda.getCapturedArg(i)));
    }
    return all;
  }
}
