package io.github.pipefarm.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Tiles, put together. */
final class Picture {
  private final BufferedImage image;

  Picture(int width, int height) {
    image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
  }

  void add(RenderedTile rendered) {
    Tile tile = rendered.tile();
    image.setRGB(
        tile.x(), tile.y(), tile.width(), tile.height(), rendered.pixels(), 0, tile.width());
  }

  byte[] png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, "png", bytes)) {
      throw new IOException("this Java cannot write PNG");
    }
    return bytes.toByteArray();
  }
}
