package io.github.pipefarm.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class MandelbrotTest {
  @Test
  void tilesCoverThePictureOnce() {
    int[] covered = new int[250 * 130];
    for (Tile tile : Tile.of(250, 130)) {
      for (int y = tile.y(); y < tile.y() + tile.height(); y++) {
        for (int x = tile.x(); x < tile.x() + tile.width(); x++) {
          covered[250 * y + x]++;
        }
      }
    }
    assertThat(covered).containsOnly(1);
  }

  @Test
  void thePictureDoesNotDependOnTheOrderOfItsTiles() throws IOException {
    List<Tile> tiles = Tile.of(160, 100);
    byte[] forwards = picture(tiles);
    Collections.reverse(tiles);
    assertThat(picture(tiles)).isEqualTo(forwards);
  }

  private static byte[] picture(List<Tile> tiles) throws IOException {
    Picture picture = new Picture(160, 100);
    Mandelbrot mandelbrot = new Mandelbrot(160, 100);
    for (Tile tile : tiles) {
      picture.add(mandelbrot.apply(tile));
    }
    return picture.png();
  }
}
