package io.github.pipefarm;

import io.github.pipefarm.protocol.AllowedClasses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link ProcessFarmBuilder} was told, checked. */
record ProcessOptions(
    String farm,
    int workers,
    boolean inheritsClasspath,
    List<Path> classpath,
    @Nullable Path javaHome,
    List<String> jvmArgs,
    @Nullable String maxHeap,
    Map<String, String> environment,
    @Nullable Path workingDirectory,
    List<String> launcherPrefix,
    Duration startTimeout,
    Duration stopTimeout,
    Recycling recycling,
    WorkerOutput output,
    AllowedClasses allowed,
    @Nullable Path recordings) {
  ProcessOptions {
    classpath = List.copyOf(classpath);
    jvmArgs = List.copyOf(jvmArgs);
    launcherPrefix = List.copyOf(launcherPrefix);
    environment = Map.copyOf(environment);
  }
}
