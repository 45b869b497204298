package io.github.pipefarm.it;

import io.github.pipefarm.Farm;
import io.github.pipefarm.ProcessFarmBuilder;
import java.io.IOException;
import java.util.Map;

/**
 * Says whether its workers use an archive of classes, and keeps its farm until its input ends.
 * Arguments: where the workers write from where they have loaded each class; a variable of their
 * environment, and the options that they find there.
 */
final class ArchiveUser {
  private ArchiveUser() {}

  public static void main(String[] args) throws IOException {
    ProcessFarmBuilder builder = Farm.processes(2).jvmArgs("-Xlog:class+load:file=" + args[0]);
    if (args.length > 1) {
      builder.environment(Map.of(args[1], args[2]));
    }
    try (Farm farm = builder.build()) {
      System.out.println(farm.call(() -> WarmStart.usesArchive() ? "archive" : "no archive"));
      var unused = System.in.readAllBytes();
    }
  }
}
