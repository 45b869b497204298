package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import java.io.IOException;

/**
 * Says whether its worker uses an archive of classes, and keeps its farm until its input ends. Its
 * argument is where the worker writes from where it has loaded each class.
 */
final class ArchiveUser {
  private ArchiveUser() {}

  public static void main(String[] args) throws IOException {
    try (Farm farm = Farm.processes(1).jvmArgs("-Xlog:class+load:file=" + args[0]).build()) {
      System.out.println(farm.call(() -> WarmStart.usesArchive() ? "archive" : "no archive"));
      var unused = System.in.readAllBytes();
    }
  }
}
