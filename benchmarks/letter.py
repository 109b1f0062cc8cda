"""Time a letter against the smallest tagged PDF that Typst sets, in the same run.

Usage: python benchmarks/letter.py [--letters 200]
"""

import argparse
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
sys.path.insert(0, str(REPOSITORY / "tests"))

from reports.letter.samples import SHIPPED, make_facts  # noqa: E402
from solvable.reports.letter import read_stationery, write_letter  # noqa: E402
from solvable.reports.letter.typeset import typeset  # noqa: E402
from solvable.vocabulary import Language, Verdict  # noqa: E402

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
SMALLEST = '#set document(title: "A")\n#set text(font: "Figtree")\nA\n'


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=200)
    n = parser.parse_args().letters
    stationery = read_stationery(SHIPPED)

    def letter(place: int) -> bytes:
        facts = make_facts(list(Verdict)[place % 3], decision_id=place + 1)
        return write_letter(facts, stationery, language=list(Language)[place % 2])

    began = time.perf_counter()
    letter(0)
    first = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "smallest.typ"
        template.write_text(SMALLEST, encoding="utf-8")
        smallest = _times(lambda place: typeset(template, {"n": place}, fonts=stationery.fonts, at=NOON), n)
    before = _memory_mb()
    letters = _times(letter, n)
    reading = _times(lambda _: read_stationery(SHIPPED), n)
    print(f"{n} letters, each another one; times in ms")
    for name, times in (("smallest tagged PDF", smallest), ("letter", letters), ("reading config/letters", reading)):
        print(f"{name:24} {_row(times, smallest)}")
    print(f"first letter of a process {1000 * first:.0f} ms; {len(letter(1)) / 1000:.0f} kB; "
          f"memory {before:.0f} MB before, {_memory_mb():.0f} MB after")  # fmt: skip


def _times(act: Callable[[int], object], n: int) -> list[tuple[float, float]]:
    """Return how long each took, by the clock and of the processor, which other work on the machine leaves alone."""
    times = []
    for place in range(n):
        began, used = time.perf_counter(), time.process_time()
        act(place)
        times.append((time.perf_counter() - began, time.process_time() - used))
    return times


def _row(times: list[tuple[float, float]], peer: list[tuple[float, float]]) -> str:
    clock, processor = ([1000 * each[kind] for each in times] for kind in range(2))
    ratio = statistics.median(processor) / (1000 * statistics.median(each[1] for each in peer))
    return (
        f"p50 {statistics.median(clock):7.1f}   p99 {statistics.quantiles(clock, n=100)[98]:7.1f}   "
        f"processor p50 {statistics.median(processor):6.1f}   {ratio:5.1f} x the smallest"
    )


def _memory_mb() -> float:
    """Return the most memory that the process ever had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
