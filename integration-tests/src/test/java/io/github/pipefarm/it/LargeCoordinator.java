package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import io.github.pipefarm.function.Shared;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/** Sends more than 2 GB, in a JVM of its own; prints check sums, and how much memory it took. */
final class LargeCoordinator {
  private static final int ARRAYS = 10;
  private static final int ARRAY_BYTES = 250_000_000;
  private static final int LONGS = 300_000_000;

  private LargeCoordinator() {}

  /** The arguments are what is to be large, and the heap of the worker. */
  public static void main(String[] args) throws IOException {
    try (Farm farm = Farm.processes(1).maxHeap(args[1]).jvmArgs("-Xmn300m").build()) {
      switch (args[0]) {
        case "item" -> same(sum(arrays()), farm.map(List.of(arrays()), LargeCoordinator::sum));
        case "array" -> same(sum(longs()), farm.map(List.of(longs()), LargeCoordinator::sum));
        case "result" -> same(sum(arrays()), List.of(sum(farm.call(LargeCoordinator::arrays))));
        case "result of a job" ->
            same(sum(arrays()), List.of(sum(farm.map(List.of(1), one -> arrays()).get(0))));
        case "constant" ->
            same(
                sum(arrays()),
                farm.map(List.of(1, 2, 3), arrays(), (i, constant) -> sum(constant)));
        case "shared value" -> {
          long expected = sum(arrays());
          try (Shared<List<byte[]>> shared = farm.share(arrays())) {
            same(expected, farm.map(List.of(1, 2), i -> sum(shared.get())));
          }
        }
        default -> throw new IllegalArgumentException(args[0]);
      }
      System.out.printf(
          "peak of the coordinator: %s, of the worker: %s%n",
          peak(), farm.call(LargeCoordinator::peak));
    }
  }

  private static void same(long expected, List<Long> actual) {
    System.out.println(actual.stream().allMatch(sum -> sum == expected) ? "same" : "other");
  }

  private static List<byte[]> arrays() {
    byte[] block = new byte[1_000_000];
    new Random(1).nextBytes(block);
    List<byte[]> arrays = new ArrayList<>();
    for (int i = 0; i < ARRAYS; i++) {
      byte[] array = new byte[ARRAY_BYTES];
      for (int from = 0; from < array.length; from += block.length) {
        System.arraycopy(block, 0, array, from, block.length);
        ByteBuffer.wrap(array, from, 8).putInt(i).putInt(from);
      }
      arrays.add(array);
    }
    return arrays;
  }

  private static long[] longs() {
    long[] longs = new long[LONGS];
    Arrays.setAll(longs, i -> i * 0x9E3779B97F4A7C15L);
    return longs;
  }

  private static long sum(List<byte[]> arrays) {
    CRC32 sum = new CRC32();
    arrays.forEach(sum::update);
    return sum.getValue();
  }

  private static long sum(long[] longs) {
    return Arrays.hashCode(longs);
  }

  /** The most memory that this process has had, as the kernel says. */
  private static String peak() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .findFirst()
          .orElse("?")
          .substring(6)
          .strip();
    }
  }
}
