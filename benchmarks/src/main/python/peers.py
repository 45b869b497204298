"""Python's pools, kept open over many turns.

Reads a command a line, POOL WHAT COUNT, and answers with a line: seconds (two figures for
latencies), or why there are none. POOL is fork, spawn, executor or joblib.
"""
import concurrent.futures
import functools
import multiprocessing
import os
import sys
import time


def increment(n):
    return n + 1


def swap(pair):
    return (pair[1], pair[0])


def same(value):
    return value


def element(constant, n):
    return constant[n]


def busy(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


WORKERS = len(os.sched_getaffinity(0))


class Executor:
    """concurrent.futures, with the methods of a Pool that are measured."""

    def __init__(self):
        context = multiprocessing.get_context("fork")
        self.pool = concurrent.futures.ProcessPoolExecutor(WORKERS, mp_context=context)

    def map(self, function, items):
        # In chunks as Pool.map makes them: the default of one item a chunk would take minutes.
        chunk = -(-len(items) // (4 * WORKERS))
        return list(self.pool.map(function, items, chunksize=chunk))

    def imap(self, function, items, chunksize=1):
        return self.pool.map(function, items, chunksize=chunksize)

    def apply(self, function, arguments):
        return self.pool.submit(function, *arguments).result()

    def terminate(self):
        self.pool.shutdown()


class Joblib:
    """joblib's own processes, which it keeps by itself."""

    def __init__(self):
        import joblib

        self.delayed = joblib.delayed
        self.parallel = joblib.Parallel(n_jobs=WORKERS)

    def map(self, function, items):
        call = self.delayed(function)
        return self.parallel(call(item) for item in items)

    def terminate(self):
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(wait=True, kill_workers=True)


def start(kind):
    if kind == "executor":
        return Executor()
    if kind == "joblib":
        return Joblib()
    return multiprocessing.get_context(kind).Pool(WORKERS)


def durations(what, count):
    if what == "1ms":
        return [0.001] * count
    if what == "10us":
        return [0.00001] * count
    items = [0.05 if i % 100 == 99 else 0.00005 for i in range(count)]
    return sorted(items) if what == "worst" else items


def job(pool, what, count):
    """What is to be timed."""
    if what == "integers":
        items = list(range(count))
        return lambda: pool.map(increment, items)
    if what == "tuples":
        items = [(i, i + 1) for i in range(count)]
        return lambda: pool.map(swap, items)
    if what == "stream":
        return lambda: sum(pool.imap(increment, range(count)))
    if what == "stream-chunks":
        return lambda: sum(pool.imap(increment, range(count), chunksize=1000))
    if what == "bulk":
        items = [os.urandom(16 << 20)] * count
        return lambda: pool.map(same, items)
    if what == "constant":
        function = functools.partial(element, os.urandom(200 << 20))
        return lambda: pool.map(function, range(count))
    if what.endswith("-unordered"):
        items = durations(what.removesuffix("-unordered"), count)
        return lambda: list(pool.imap_unordered(busy, items))
    if what in ("1ms", "10us", "skewed", "worst"):
        items = durations(what, count)
        return lambda: pool.map(busy, items)
    raise ValueError(what)


def seconds(action):
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def first(kind):
    """From nothing to a first result."""
    begin = time.perf_counter()
    pool = start(kind)
    pool.map(increment, [1])
    taken = time.perf_counter() - begin
    pool.terminate()
    return taken


def beside(pool, count):
    """How long a single task takes while the pool is busy with tasks of a millisecond."""
    many = pool.map_async(busy, [0.001] * count)
    time.sleep(0.05)
    taken = seconds(lambda: pool.apply(busy, (0.000001,)))
    many.get()
    return taken


def latencies(pool, count):
    """Median and 99th percentile."""
    taken = sorted(seconds(lambda: pool.apply(increment, (1,))) for _ in range(count))
    return "%r %r" % (taken[len(taken) // 2], taken[len(taken) * 99 // 100])


def answer(pools, kind, what, count):
    if what == "first":
        return first(kind)
    if kind not in pools:
        pools[kind] = start(kind)
    pool = pools[kind]
    if what == "latencies":
        return latencies(pool, count)
    if what == "beside":
        return beside(pool, count)
    return seconds(job(pool, what, count))


def main():
    pools = {}
    for line in sys.stdin:
        kind, what, count = line.split()
        try:
            text = str(answer(pools, kind, what, int(count)))
        except ImportError as error:
            text = "not installed: %s" % error
        except Exception as error:
            text = "failed: %r" % error
        print(text.replace("\n", " "), flush=True)
    for pool in pools.values():
        pool.terminate()


if __name__ == "__main__":
    main()
