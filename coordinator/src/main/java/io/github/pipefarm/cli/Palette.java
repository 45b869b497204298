package io.github.pipefarm.cli;

/** A cyclic gradient: deep blue, sky, white, amber, near black, and back to blue. */
final class Palette {
  private static final int SIZE = 4096;
  private static final double[] POSITIONS = {0.0, 0.16, 0.42, 0.6425, 0.8575, 1.0};
  private static final int[] COLOURS = {0x000764, 0x206BCB, 0xEDFFFF, 0xFFAA00, 0x1A0500, 0x000764};

  /** Red, green and blue in linear light, one after another, so that samples can be averaged. */
  private final double[] linear = new double[3 * SIZE];

  Palette() {
    for (int i = 0; i < SIZE; i++) {
      double position = (double) i / SIZE;
      int right = 1;
      while (POSITIONS[right] <= position) {
        right++;
      }
      double part = (position - POSITIONS[right - 1]) / (POSITIONS[right] - POSITIONS[right - 1]);
      double smooth = part * part * (3 - 2 * part);
      for (int channel = 0; channel < 3; channel++) {
        double from = channel(COLOURS[right - 1], channel);
        double to = channel(COLOURS[right], channel);
        linear[3 * i + channel] = toLinear((from + (to - from) * smooth) / 255);
      }
    }
  }

  /** Adds the colour at a position, of which only the fraction counts, to a sum of linear light. */
  void addTo(double[] sum, double position) {
    int entry = 3 * (int) ((position - StrictMath.floor(position)) * SIZE);
    sum[0] += linear[entry];
    sum[1] += linear[entry + 1];
    sum[2] += linear[entry + 2];
  }

  /** The colour of so many samples' sum, as {@code 0xRRGGBB}. */
  static int average(double[] sum, int samples) {
    int colour = 0;
    for (double channel : sum) {
      colour = colour << 8 | (int) StrictMath.round(255 * fromLinear(channel / samples));
    }
    return colour;
  }

  private static int channel(int colour, int channel) {
    return colour >> (16 - 8 * channel) & 0xFF;
  }

  private static double toLinear(double value) {
    return StrictMath.pow(value, 2.2);
  }

  private static double fromLinear(double value) {
    return StrictMath.pow(value, 1 / 2.2);
  }
}
