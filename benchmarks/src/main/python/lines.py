"""What `pipefarm map java.lang.Math::sqrt` does, by Python's Pool: lines.py CHUNKSIZE."""
import math
import multiprocessing
import sys


def root(line):
    return str(math.sqrt(float(line)))


if __name__ == "__main__":
    with multiprocessing.Pool() as pool:
        for result in pool.imap(root, sys.stdin, chunksize=int(sys.argv[1])):
            print(result)
