package io.github.pipefarm.worker;

import io.github.pipefarm.protocol.Loaders;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The loaders that stand for those of the coordinator's, one for each, so that jobs of the same
 * loader share its classes and their statics. One lives as long as the coordinator's does.
 */
final class FetchedLoaders {
  private final ClassRequests requests;
  private final Map<Long, FetchedLoader> byNumber = new ConcurrentHashMap<>();

  FetchedLoaders(ClassRequests requests) {
    this.requests = requests;
  }

  /** The loader that stands for the coordinator's of this number. */
  FetchedLoader get(long number) {
    return byNumber.computeIfAbsent(number, this::make);
  }

  private FetchedLoader make(long number) {
    FetchedLoader made = new FetchedLoader(number, requests, this);
    Loaders.stand(number, made);
    return made;
  }

  /** The coordinator's loader is gone: nothing will name it again. */
  void forget(long number) {
    byNumber.remove(number);
  }
}
