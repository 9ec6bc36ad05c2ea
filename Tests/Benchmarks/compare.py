#!/usr/bin/env python3
"""Compares keyshift's event kernel with the C++ reference queues, interleaved in one run, and prints ratios.

    Tests/Benchmarks/compare.py [--keyshift .build/release/keyshift] [--reference Tests/Benchmarks/des_ref.cpp]
                                [--repetitions 5] [--only 'hold|phold'] [--strict]

Every repetition runs all engines of a cell one after the other, so that a busy machine hits all alike; the figures are
medians in nanoseconds per event with the trace hash on. `best C++` is the fastest reference queue of the cell. With
--strict the exit code is 1 when a ratio is above its limit. A trace hash that differs is always exit code 70.
"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
QUEUES = ["stdpq", "heap4", "heap4key", "calendar", "ladder"]
CELLS = [
    ("hold", 1_000, ["--events", "1000000"]),
    ("hold", 10_000, ["--events", "1000000"]),
    ("hold", 100_000, ["--events", "1000000"]),
    ("phold", 1_000, ["--end", "1000"]),
    ("phold", 10_000, ["--end", "100"]),
    ("phold", 100_000, ["--end", "10"]),
    ("cancel", 1_000, ["--events", "1000000"]),
    ("cancel", 100_000, ["--events", "1000000"]),
    ("mm1", 1_000, ["--events", "1000000"]),
    ("resource", 1_000, ["--events", "1000000"]),
]
LIMITS = {"hold": 1.15, "phold": 1.15, "cancel": 1.15, "flow": 20.0, "message": 4.0}


def build(source):
    """Compiles the reference and returns its path."""
    binary = os.path.join(tempfile.mkdtemp(prefix="keyshift-bench-"), "des_ref")
    subprocess.run(["c++", "-O3", "-march=native", "-std=c++17", "-o", binary, source], check=True)
    return binary


def result(command):
    """Runs one engine and returns (nanoseconds per event, trace hash)."""
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    fields = dict(re.findall(r"(\w+)=(\S+)", output))
    return float(fields["ns_per_event"]), fields["hash"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keyshift", default=os.path.join(HERE, "../../.build/release/keyshift"))
    parser.add_argument("--reference", default=os.path.join(HERE, "des_ref.cpp"))
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--queues", default=",".join(QUEUES))
    parser.add_argument("--strict", action="store_true")
    options = parser.parse_args()
    reference = build(options.reference)
    queues = options.queues.split(",")
    exceeded = False
    print(f"{'workload':10} {'n':>7} {'keyshift':>9} {'best C++':>9} {'':10} {'ratio':>6} {'limit':>6}  least/least")

    def row(workload, n, own, best, name):
        nonlocal exceeded
        ratio = statistics.median(own) / statistics.median(best)
        limit = LIMITS.get(workload)
        exceeded = exceeded or (limit is not None and ratio > limit)
        print(
            f"{workload:10} {n:>7} {statistics.median(own):>9.1f} {statistics.median(best):>9.1f} {name:10} "
            f"{ratio:>6.2f} {limit or '':>6}  {min(own) / min(best):.2f}", flush=True)

    for workload, n, more in CELLS:
        if not re.search(options.only, workload):
            continue
        arguments = ["--workload", workload, "--n", str(n), "--hash", "1"] + more
        times = {name: [] for name in ["keyshift"] + queues}
        hashes = set()
        for _ in range(options.repetitions):
            for name in times:
                if name == "keyshift":
                    command = [options.keyshift, "bench", "kernel"]
                else:
                    command = [reference, "--queue", name]
                nanoseconds, trace = result(command + arguments)
                times[name].append(nanoseconds)
                hashes.add(trace)
        if len(hashes) != 1:
            print(f"{workload} n={n}: the trace hashes differ: {sorted(hashes)}")
            sys.exit(70)
        best = min(queues, key=lambda name: statistics.median(times[name]))
        row(workload, n, times["keyshift"], times[best], best)

    # A wait and a delivery against one event of the plain heap.
    for workload in ["flow", "message"]:
        if not re.search(options.only, workload):
            continue
        own, heap = [], []
        for _ in range(options.repetitions):
            own.append(
                result([options.keyshift, "bench", "kernel", "--workload", workload, "--n", "1000", "--events", "300000"])[0])
            heap.append(
                result([reference, "--queue", "heap4key", "--workload", "hold", "--n", "1000", "--events", "1000000",
                        "--hash", "1"])[0])
        row(workload, 1_000, own, heap, "heap4key")
    sys.exit(1 if exceeded and options.strict else 0)


main()
