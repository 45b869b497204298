"""Python's pools, kept open over many turns: one command a line, one figure in seconds a line.

Commands: START METHOD ... where START is fork, spawn, executor or joblib.
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
    return constant[n] + n


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
        return list(self.pool.map(function, items, chunksize=max(1, len(items) // (4 * WORKERS))))

    def imap(self, function, items):
        return self.pool.map(function, items)

    def apply(self, function, arguments):
        return self.pool.submit(function, *arguments).result()

    def terminate(self):
        self.pool.shutdown()


class Joblib:
    """joblib's own processes."""

    def __init__(self):
        import joblib

        self.delayed = joblib.delayed
        self.parallel = joblib.Parallel(n_jobs=WORKERS)

    def map(self, function, items):
        call = self.delayed(function)
        return self.parallel(call(item) for item in items)

    def terminate(self):
        pass


def start(kind):
    if kind == "executor":
        return Executor()
    if kind == "joblib":
        return Joblib()
    return multiprocessing.get_context(kind).Pool(WORKERS)


def measure(pool, what, count):
    if what == "integers":
        items, run = list(range(count)), lambda: pool.map(increment, items)
    elif what == "tuples":
        items, run = [(i, i + 1) for i in range(count)], lambda: pool.map(swap, items)
    elif what == "stream":
        items, run = range(count), lambda: sum(pool.imap(increment, items))
    elif what == "bulk":
        items, run = [bytes(16 << 20)] * count, lambda: pool.map(same, items)
    elif what == "constant":
        function = functools.partial(element, bytes(200 << 20))
        run = lambda: pool.map(function, range(count))
    elif what == "milliseconds":
        items, run = [0.001] * count, lambda: pool.map(busy, items)
    elif what == "skewed":
        items = [0.00005] * (count - count // 100) + [0.05] * (count // 100)
        run = lambda: pool.map(busy, items)
    elif what == "skewed-unordered":
        items = [0.00005] * (count - count // 100) + [0.05] * (count // 100)
        run = lambda: list(pool.imap_unordered(busy, items))
    elif what == "tens-of-microseconds":
        items, run = [0.00001] * count, lambda: pool.map(busy, items)
    else:
        raise ValueError(what)
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def latencies(pool, count):
    taken = []
    for _ in range(count):
        begin = time.perf_counter()
        pool.apply(increment, (1,))
        taken.append(time.perf_counter() - begin)
    return sorted(taken)


def main():
    pools = {}
    for line in sys.stdin:
        kind, what, count = line.split()
        try:
            if what == "first":
                begin = time.perf_counter()
                pool = start(kind)
                pool.map(increment, [1])
                answer = str(time.perf_counter() - begin)
                pool.terminate()
            else:
                if kind not in pools:
                    pools[kind] = start(kind)
                if what == "latencies":
                    taken = latencies(pools[kind], int(count))
                    answer = "%r %r" % (taken[len(taken) // 2], taken[len(taken) * 99 // 100])
                else:
                    answer = str(measure(pools[kind], what, int(count)))
        except ImportError as error:
            answer = "not installed: %s" % error
        print(answer, flush=True)
    for pool in pools.values():
        pool.terminate()


if __name__ == "__main__":
    main()
