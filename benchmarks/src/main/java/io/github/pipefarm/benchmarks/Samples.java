package io.github.pipefarm.benchmarks;

import java.util.Arrays;
import java.util.List;

/** What the turns have measured of one figure; the first one, which is cold, for itself. */
final class Samples {
  private double[] values = new double[0];

  void add(double value) {
    values = Arrays.copyOf(values, values.length + 1);
    values[values.length - 1] = value;
  }

  /** Those of all turns, the cold one first. */
  List<Double> all() {
    return Arrays.stream(values).boxed().toList();
  }

  double cold() {
    return values[0];
  }

  /** The median of the warm turns; the cold one's if there is no other. */
  double median() {
    double[] warm = warm();
    int middle = warm.length / 2;
    return warm.length % 2 == 1 ? warm[middle] : (warm[middle - 1] + warm[middle]) / 2;
  }

  double least() {
    return warm()[0];
  }

  double most() {
    double[] warm = warm();
    return warm[warm.length - 1];
  }

  private double[] warm() {
    double[] warm = Arrays.copyOfRange(values, values.length == 1 ? 0 : 1, values.length);
    Arrays.sort(warm);
    return warm;
  }
}
