package io.github.pipefarm;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The flight recording of one worker. Its JVM writes chunks into a folder of their own as it runs,
 * and puts them together at its end. A worker that was killed does not get that far: then that is
 * done here.
 */
final class WorkerRecording {
  /** How much longer a worker may take to stop: it writes its recording at the end. */
  static final Duration TIME_TO_WRITE = Duration.ofSeconds(10);

  private final Path target;
  private final String name;

  /** What becomes of no interest once the recording is where it belongs. */
  private final Path parts;

  /**
   * Prepares the recording of a worker that is about to be started.
   *
   * @param target where recordings are kept; made if it is not there
   * @param name of the recording, without process id and extension
   */
  static WorkerRecording begin(Path target, String name) throws IOException {
    Files.createDirectories(target);
    return new WorkerRecording(target, name, Files.createTempDirectory(target, name + "-parts-"));
  }

  private WorkerRecording(Path target, String name, Path parts) {
    this.target = target;
    this.name = name;
    this.parts = parts;
  }

  /** What makes a JVM record itself. */
  List<String> options() {
    return List.of(
        "-XX:FlightRecorderOptions:repository=" + quoted(parts.resolve("chunks")),
        "-XX:StartFlightRecording:filename=" + quoted(whole()),
        // Its greeting would go onto the pipe.
        "-Xlog:jfr+startup=off:stderr");
  }

  private Path whole() {
    return parts.resolve("whole.jfr");
  }

  private static String quoted(Path path) {
    return '"' + path.toString() + '"';
  }

  /**
   * Puts the recording of a worker that has ended where it belongs.
   *
   * @param pid the worker's process id
   * @param workingDirectory the worker's own
   * @return where it is; empty if there is none
   */
  Optional<Path> collect(long pid, Path workingDirectory) throws IOException {
    Path recording = target.resolve("%s-%d.jfr".formatted(name, pid));
    // What a JVM writes when it crashes, chunks included.
    Path ofCrash = workingDirectory.resolve("hs_err_pid" + pid + ".jfr");
    if (isRecording(whole())) {
      Files.move(whole(), recording, StandardCopyOption.REPLACE_EXISTING);
    } else if (isRecording(ofCrash)) {
      Files.move(ofCrash, recording, StandardCopyOption.REPLACE_EXISTING);
    } else {
      joinChunks(recording);
    }
    deleteParts();
    if (isRecording(recording)) {
      return Optional.of(recording);
    }
    Files.deleteIfExists(recording); // it was killed before it had recorded anything
    return Optional.empty();
  }

  /** A JVM makes an empty file first. */
  private static boolean isRecording(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) > 0;
  }

  /** One after the other, chunks make a recording. */
  private void joinChunks(Path recording) throws IOException {
    List<Path> chunks = chunks();
    if (!chunks.isEmpty()) {
      try (WritableByteChannel out =
          FileChannel.open(recording, CREATE, TRUNCATE_EXISTING, WRITE)) {
        for (Path chunk : chunks) {
          RecordingChunk.append(chunk, out);
        }
      }
    }
  }

  /** In the order of their names, which are times. */
  private List<Path> chunks() throws IOException {
    try (Stream<Path> files = Files.walk(parts)) {
      return files
          .filter(file -> file.toString().endsWith(".jfr") && !file.equals(whole()))
          .sorted()
          .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void deleteParts() throws IOException {
    try (Stream<Path> files = Files.walk(parts)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
