package io.github.pipefarm.cli;

import io.github.pipefarm.function.TaskFunction;
import org.jspecify.annotations.Nullable;

/**
 * A view of the Mandelbrot set's seahorse valley. {@link StrictMath} makes every JVM compute the
 * same bytes, whatever it has compiled by then.
 */
final class Mandelbrot implements TaskFunction<Tile, RenderedTile> {
  private static final long serialVersionUID = 1;
  private static final double CENTRE_X = -0.743760;
  private static final double CENTRE_Y = 0.131560;
  private static final double VIEW_WIDTH = 0.0032;
  private static final int MAX_ITERATIONS = 3000;

  /** Far beyond 2, which makes the colours smooth. */
  private static final double ESCAPE_RADIUS_SQUARED = 1 << 16;

  /** Each pixel is the average of so many samples in each direction. */
  private static final int SAMPLES = 4;

  private static final double LOG_2 = StrictMath.log(2);

  private final int width;
  private final int height;
  private transient @Nullable Palette palette;

  Mandelbrot(int width, int height) {
    this.width = width;
    this.height = height;
  }

  @Override
  public RenderedTile apply(Tile tile) {
    if (palette == null) {
      palette = new Palette();
    }
    int[] pixels = new int[tile.width() * tile.height()];
    for (int y = 0; y < tile.height(); y++) {
      for (int x = 0; x < tile.width(); x++) {
        pixels[y * tile.width() + x] = colour(palette, tile.x() + x, tile.y() + y);
      }
    }
    return new RenderedTile(tile, pixels, ProcessHandle.current().pid());
  }

  private int colour(Palette colours, int x, int y) {
    double step = VIEW_WIDTH / width;
    double[] sum = new double[3];
    for (int sample = 0; sample < SAMPLES * SAMPLES; sample++) {
      int column = sample % SAMPLES;
      int row = sample / SAMPLES;
      double left = x - width / 2.0 + (column + 0.5) / SAMPLES;
      double top = y - height / 2.0 + (row + 0.5) / SAMPLES;
      double iterations = iterations(CENTRE_X + left * step, CENTRE_Y - top * step);
      if (iterations < MAX_ITERATIONS) {
        colours.addTo(sum, 0.55 * StrictMath.log(iterations + 1));
      }
    }
    return Palette.average(sum, SAMPLES * SAMPLES);
  }

  /** How soon the point escapes, with a fraction; {@link #MAX_ITERATIONS} if it does not. */
  private static double iterations(double cx, double cy) {
    double x = 0;
    double y = 0;
    for (int i = 0; i < MAX_ITERATIONS; i++) {
      double xx = x * x;
      double yy = y * y;
      if (xx + yy > ESCAPE_RADIUS_SQUARED) {
        double logRadius = StrictMath.log(xx + yy) / 2;
        return Math.max(0, i + 1 - StrictMath.log(logRadius / LOG_2) / LOG_2);
      }
      y = 2 * x * y + cy;
      x = xx - yy + cx;
    }
    return MAX_ITERATIONS;
  }
}
