package io.github.pipefarm.protocol;

/** Lets an exception of the user's code through a method that does not declare it. */
public final class Thrower {
  private Thrower() {}

  /** Throws the exception itself; never returns. */
  public static RuntimeException sneaky(Throwable thrown) {
    Thrower.<RuntimeException>throwAs(thrown);
    throw new AssertionError(thrown);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void throwAs(Throwable thrown) throws E {
    throw (E) thrown;
  }
}
