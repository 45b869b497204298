package io.github.pipefarm.it;

import static org.awaitility.Awaitility.await;

import io.github.pipefarm.Farm;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Waits before the first test until the archives of classes are there, of workers and of the
 * command line, so that no test runs while they are being made, and all start as quickly as a
 * user's do.
 */
public final class WarmStart implements LauncherSessionListener {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(PATIENCE); // JVMs have to start in some of these waits
    String origin = Farm.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    if (!origin.endsWith(".jar") || System.getProperty("pipefarm.launcher") == null) {
      return; // there is no archive of classes that are in folders; or this JVM only looks for
      // tests
    }
    try (Program firstRun = Program.start(Program.pipefarm("--version"))) {
      firstRun.exitCode();
    } catch (AssertionError e) {
      System.err.println("Whatever is wrong with the command line, its tests will tell: " + e);
    }
    try (Farm farm = Farm.processes(1).build()) {
      if (!farm.call(WarmStart::usesArchive)) {
        awaitArchive();
      }
    }
  }

  private static void awaitArchive() {
    try {
      await()
          .pollDelay(Duration.ofSeconds(3))
          .pollInterval(Duration.ofSeconds(1))
          .atMost(Duration.ofMinutes(1))
          .until(WarmStart::isThere);
    } catch (ConditionTimeoutException e) {
      System.err.println("There is no archive of classes: the tests take longer.");
    }
  }

  private static boolean isThere() {
    try (Farm farm = Farm.processes(1).build()) {
      return farm.call(WarmStart::usesArchive);
    }
  }

  /** Whether the JVM that calls this was told to use an archive. */
  static boolean usesArchive() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(argument -> argument.startsWith("-XX:SharedArchiveFile="));
  }
}
