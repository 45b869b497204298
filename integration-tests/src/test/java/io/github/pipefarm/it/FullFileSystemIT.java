package io.github.pipefarm.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.TaskContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** There is no room for what coordinator and workers share: the pipes carry it all. */
@Timeout(value = 90, threadMode = SEPARATE_THREAD)
class FullFileSystemIT {
  /** Enough for the arguments of workers, too little for a page. */
  private static final int LARGEST_FILE = 40_000;

  private static final String TEXT = "large ".repeat(500_000);

  @Test
  void tasksOfAnySizeRunAndNothingIsLeftOfWhatDidNotFit() {
    ProcessBuilder builder = Program.java(List.of(), Coordinator.class);
    builder.command().addAll(0, List.of("prlimit", "--fsize=" + LARGEST_FILE, "--"));
    try (Program coordinator = Program.start(builder)) {
      assertThat(coordinator.exitCode()).as(coordinator::err).isZero();
      assertThat(coordinator.out()).containsExactly("same", "same", "same", "[arguments, lock]");
    }
  }

  /** Runs in a JVM whose files can't grow. */
  static final class Coordinator {
    private Coordinator() {}

    public static void main(String[] args) throws IOException {
      byte[] constant = TEXT.getBytes(UTF_8);
      int length = constant.length;
      try (Farm farm = Farm.processes(1).build()) {
        List<Integer> lengths =
            farm.job().crashRetries(1).map(List.of(1, 2, 3), n -> constant.length + crashed(n));
        same(lengths.equals(List.of(length + 1, length + 2, length + 3)));
        same(
            farm.map(List.of(TEXT, TEXT), text -> text + "!")
                .equals(Arrays.asList(loud(), loud())));
        same(farm.submit(TEXT, text -> text + "!").join().equals(loud()));
        try (Stream<Path> files = Files.list(Leaks.folders().get(0))) {
          System.out.println(files.map(Path::getFileName).map(Path::toString).sorted().toList());
        }
      }
    }

    /** Gives the number back, but the first time the second one ends the worker. */
    private static int crashed(int n) {
      if (n == 2 && TaskContext.current().attempt() == 1) {
        Runtime.getRuntime().halt(3);
      }
      return n;
    }

    private static String loud() {
      return TEXT + "!";
    }

    private static void same(boolean isSame) {
      System.out.println(isSame ? "same" : "other");
    }
  }
}
