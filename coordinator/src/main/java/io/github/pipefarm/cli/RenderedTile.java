package io.github.pipefarm.cli;

import java.io.Serializable;

/** The pixels of a tile, row by row, and the process that computed them. */
final class RenderedTile implements Serializable {
  private static final long serialVersionUID = 1;
  private final Tile tile;
  private final int[] pixels;
  private final long pid;

  RenderedTile(Tile tile, int[] pixels, long pid) {
    this.tile = tile;
    this.pixels = pixels;
    this.pid = pid;
  }

  Tile tile() {
    return tile;
  }

  /** Colours as {@code 0xRRGGBB}; the caller may keep them. */
  int[] pixels() {
    return pixels;
  }

  long pid() {
    return pid;
  }
}
