"""Measures the official Python client on the same work, and prints ``name<TAB>number`` lines.

    python official.py decode XML JSON TIMES
    python official.py walk XML TIMES
    python official.py call URL PAIRS
    python official.py throughput URL SECONDS
    python official.py directory URL
"""

import json
import statistics
import sys
import threading
import time
import urllib.parse
import warnings

import requests
from ibisclient import IbisClientConnection, PersonMethods
from ibisclient.dto import IbisResultParser

CALLERS = 64
CALLS = 50
PAGE = 1000


class Plain(requests.Session):
    """Drops TLS, which the client always uses and which would be measured too."""

    def __init__(self):
        super().__init__()
        self.trust_env = False

    def request(self, method, url, **options):
        return super().request(method, url.replace("https:", "http:", 1), **options)


def methods(url):
    parts = urllib.parse.urlsplit(url)
    return PersonMethods(IbisClientConnection(parts.hostname, parts.port, "", True, session=Plain()))


def print_figure(name, figure):
    print(f"{name}\t{figure}")


def median(times, run):
    """The median time of this many runs, in seconds."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def decode(xml, json_file, times):
    xml, text = read(xml), read(json_file)
    print_figure("official ms", median(int(times), lambda: IbisResultParser().parse_xml(xml)) * 1e3)
    print_figure("json.loads ms", median(int(times), lambda: json.loads(text)) * 1e3)


def walk(xml, times):
    # The client follows references recursively, deeper than Python allows by default.
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(1 << 29)
    walker = threading.Thread(target=walk_all, args=(xml, times))
    walker.start()
    walker.join()


def walk_all(xml, times):
    result = IbisResultParser().parse_xml(read(xml))
    institutions = {inst.instid: inst for person in result.people for inst in person.institutions}.values()
    steps = 0

    def run():
        nonlocal steps
        steps = 0
        for institution in institutions:
            for group in institution.groups or ():
                for person in group.members or ():
                    person.visibleName
                    steps += 1

    took = median(int(times), run)
    print_figure("ns per step", took * 1e9 / steps)
    print_figure("steps", steps)


def call(url, pairs):
    people = methods(url)

    def run():
        for _ in range(CALLS):
            people.getPerson("crsid", "spqr1")

    run()
    print_figure("official us", median(int(pairs), run) * 1e6 / CALLS)


def throughput(url, seconds):
    end = time.perf_counter() + float(seconds)
    counts = []

    def caller():
        people, count = methods(url), 0
        while time.perf_counter() < end:
            people.getPerson("crsid", "spqr1")
            count += 1
        counts.append(count)

    start = time.perf_counter()
    callers = [threading.Thread(target=caller) for _ in range(CALLERS)]
    for one in callers:
        one.start()
    for one in callers:
        one.join()
    print_figure("official per second", sum(counts) / (time.perf_counter() - start))


def directory(url):
    people, last, count = methods(url), None, 0
    start = time.perf_counter()
    while True:
        page = people.allPeople(False, last, PAGE, "email,all_insts")
        if not page:
            break
        for person in page:
            count += 1
            [attribute.value for attribute in person.attributes or () if attribute.scheme == "email"]
            [institution.name for institution in person.institutions or ()]
        last = page[-1].identifier.value
    print_figure("seconds", time.perf_counter() - start)
    print_figure("people", count)
    with open("/proc/self/status") as status:
        peak = next(line for line in status if line.startswith("VmHWM:"))
    print_figure("peak MiB", int(peak.split()[1]) / 1024)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    work = {"decode": decode, "walk": walk, "call": call, "throughput": throughput, "directory": directory}
    work[sys.argv[1]](*sys.argv[2:])
