package io.github.pipefarm.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Timeout.ThreadMode.SEPARATE_THREAD;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application that Spring Boot has packed into one jar, as built by its Maven plugin. */
@Timeout(value = 60, threadMode = SEPARATE_THREAD)
class BootJarIT {
  @Test
  void classesOfTheApplicationAndOfItsLibrariesReachTheWorkers() {
    ProcessBuilder builder = Program.java(List.of(), BootJarIT.class);
    builder.command(builder.command().get(0), "-jar", System.getProperty("pipefarm.boot.jar"));
    try (Program application = Program.start(builder)) {
      assertThat(application.exitCode()).as(application::err).isZero();
      assertThat(application.out())
          .as(application::err)
          .containsExactly(
              "application: [100, 200, 300]",
              "record: [Pair[a=2, b=1]]",
              "library: [(1), (2)]",
              "item of the library: [7]",
              "resource: greeting=hello",
              "class path: false",
              "thrown: com.acme.boot.Application$Broken: broken 7 of true");
    }
  }
}
