package io.github.pipefarm.cli;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** A part of a picture, in pixels. */
record Tile(int index, int x, int y, int width, int height) implements Serializable {
  private static final int SIDE = 100;

  /** Cuts a picture into squares, smaller ones at its right and lower edges. */
  static List<Tile> of(int width, int height) {
    List<Tile> tiles = new ArrayList<>();
    for (int y = 0; y < height; y += SIDE) {
      for (int x = 0; x < width; x += SIDE) {
        tiles.add(
            new Tile(tiles.size(), x, y, Math.min(SIDE, width - x), Math.min(SIDE, height - y)));
      }
    }
    return tiles;
  }
}
