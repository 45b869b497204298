package io.github.pipefarm.it;

import io.github.pipefarm.Farm;

/** A coordinator whose stderr is at hand, so that a test can see what is relayed to it. */
final class NoisyCoordinator {
  private NoisyCoordinator() {}

  public static void main(String[] args) {
    try (Farm farm = Farm.processes(1).build()) {
      int sum =
          farm.call(
              () -> {
                System.out.println("a line on stdout");
                System.err.println("a line on stderr");
                System.out.println("Grüße, 世界");
                int exit =
                    new ProcessBuilder(
                            "/bin/sh", "-c", "echo native stdout; echo native stderr >&2")
                        .inheritIO()
                        .start()
                        .waitFor();
                System.out.print("no line break at the end");
                System.out.flush();
                return exit + 42;
              });
      System.out.println("result " + sum);
    }
  }
}
