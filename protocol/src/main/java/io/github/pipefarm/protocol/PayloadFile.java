package io.github.pipefarm.protocol;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A large payload in a file, so that it is written once, however many workers read it, and takes no
 * heap. Whoever made it deletes it when no worker needs it any more.
 */
public final class PayloadFile {
  /** Smaller ones are not worth a file. */
  public static final int WORTH_IT = 1 << 20;

  private static final int PIECE = 64 * 1024;

  /** Regions are small enough to be copied where a worker can't be referred to the file. */
  private static final int REGION = 16 << 20;

  private final Path path;
  private final Payload content;

  private PayloadFile(Path path, Payload content) {
    this.path = path;
    this.content = content;
  }

  /**
   * Writes a payload to a new file.
   *
   * @param number of the file in its folder
   * @throws IOException if there is no room for it, as long as others need some as well
   */
  public static PayloadFile write(Path folder, long number, Payload payload) throws IOException {
    Path path = path(folder, number);
    if (!BlockPool.hasRoom(folder, payload.length())) {
      throw new IOException("there is no room for it in " + folder);
    }
    try (OutputStream out = new FileOutputStream(path.toFile())) {
      for (Payload slice : payload.slices()) {
        for (int done = 0; done < slice.length(); done += PIECE) {
          slice.part(done, (int) Math.min(PIECE, slice.length() - done)).writeTo(out);
        }
      }
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
    return new PayloadFile(path, payload.standingIn(start -> region(path, number, start), REGION));
  }

  static FileRegion region(Path path, long number, long from) {
    return new FileRegion(path.toFile(), number, from);
  }

  static Path path(Path folder, long number) {
    return folder.resolve("payload-" + number);
  }

  /** The payload, which is read from the file. */
  public Payload content() {
    return content;
  }

  /** Deletes the file. */
  public void delete() throws IOException {
    Files.deleteIfExists(path);
  }
}
