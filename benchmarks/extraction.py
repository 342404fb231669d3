"""Speed and memory of the extraction, beside what else reads PDF tables, in one run.

`python benchmarks/extraction.py FOLDER` writes extraction.md beside this program. The sample is
chosen by rule: of each city (what stands before the first `__` of a file name) the document whose
hash comes first, and of these as many as asked for. Every reader has a process of its own, on one
thread; the order is turned round from one repeat to the next, and ratios are taken within a repeat,
so that a busy machine slows all of them down alike.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2

from extract.files import find
from extract.types import Source

HERE = Path(__file__).parent
OURS, VECTOR, AUTO, PLUMBER, TEXT = "ours", "vector", "auto", "pdfplumber", "text"
NAMES = {
    OURS: "this reader, with all its checks",
    VECTOR: "camelot, lattice by its vector engine, alone",
    AUTO: 'camelot, flavor="auto"',
    PLUMBER: "pdfplumber, extract_tables",
    TEXT: "pypdfium2, bare text (the floor)",
}
GOAL_AUTO, GOAL_VECTOR, GOAL_MEMORY = 10.0, 0.7, 1500
# A page with less text than this may be a scan, which is another task than reading a text layer.
LEAST_TEXT = 20
SAMPLED_SECONDS = 0.1
MIB = 1024 * 1024
ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}


@dataclass(frozen=True)
class Cost:
    """What one reader needed for one set of documents; peak is resident memory in MiB."""

    pages: int
    tables: int
    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True)
class Landing:
    """What landing a whole corpus needed: the command and its workers together."""

    find: int
    pages: int
    wall: float
    peak: float
    largest_process: float


# ---------------------------------------------------------------- the readers, each in a process
#
# Each imports its libraries itself: what a process has loaded counts as its memory.


def _ours() -> Callable[[Path], int]:
    from extract.landing.workers import collect_rarely  # noqa: PLC0415 -- its own process loads it
    from extract.read import read_source  # noqa: PLC0415 -- its own process loads it

    collect_rarely()  # as the workers do

    def read(path: Path) -> int:
        return len(read_source(find.examine(path)).tables)

    return read


def _camelot(**settings: Any) -> Callable[[Path], int]:
    import camelot  # noqa: PLC0415 -- its own process loads it

    def read(path: Path) -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return len(camelot.read_pdf(str(path), pages="all", suppress_stdout=True, **settings))

    return read


def _vector() -> Callable[[Path], int]:
    """Return camelot with the settings by which this reader calls it first."""
    return _camelot(
        flavor="lattice", engine="vector", split_text=True, layout_kwargs={"boxes_flow": None}
    )


def _auto() -> Callable[[Path], int]:
    return _camelot(flavor="auto")


def _pdfplumber() -> Callable[[Path], int]:
    import pdfplumber  # noqa: PLC0415 -- not in the lock

    def read(path: Path) -> int:
        count = 0
        with pdfplumber.open(path) as document:
            for page in document.pages:
                count += len(page.extract_tables())
                page.close()
        return count

    return read


def _text() -> Callable[[Path], int]:
    def read(path: Path) -> int:
        with pypdfium2.PdfDocument(path) as document:
            for page in document:
                page.get_textpage().get_text_bounded()
        return 0

    return read


READERS = {OURS: _ours, VECTOR: _vector, AUTO: _auto, PLUMBER: _pdfplumber, TEXT: _text}


def measure_here(name: str, paths: Sequence[Path]) -> Cost:
    """Read documents in this process; loading the libraries does not count."""
    read = READERS[name]()
    if "cv2" in sys.modules:
        sys.modules["cv2"].setNumThreads(1)
    pages = sum(_page_count(path) for path in paths)
    wall, cpu = time.perf_counter(), time.process_time()
    tables = sum(read(path) for path in paths)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MIB
    return Cost(pages, tables, wall, cpu, peak)


def measure(name: str, paths: Sequence[Path]) -> Cost:
    """Read documents in a process of its own."""
    done = subprocess.run(  # noqa: S603 -- this very program
        [sys.executable, __file__, "--measure", name, *map(str, paths)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | ONE_THREAD | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed:\n{done.stderr}")
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def compare(names: Sequence[str], paths: Sequence[Path], repeats: int) -> list[dict[str, Cost]]:
    """Measure readers side by side, turning their order round every time."""
    rounds = []
    for number in range(repeats):
        order = names if number % 2 == 0 else names[::-1]
        rounds.append({name: measure(name, paths) for name in order})
        told = ", ".join(f"{n} {c.pages / c.cpu:.1f}" for n, c in rounds[-1].items())
        print(f"round {number + 1}: pages per processor second: {told}", flush=True)
    return rounds


# ---------------------------------------------------------------- the sample


def sample(sources: Iterable[Source], size: int) -> list[Path]:
    """Choose one document of each city, by its hash, and as many of these as wanted."""
    first: dict[str, Source] = {}
    for source in sorted(sources, key=lambda source: source.sha256):
        city = source.file_name.split("__")[0]
        if source.format == "pdf" and city not in first and _has_text_throughout(source.path):
            first[city] = source
    return [source.path for source in list(first.values())[:size]]


def _has_text_throughout(path: Path) -> bool:
    with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(path) as document:
        return all(page.get_textpage().count_chars() >= LEAST_TEXT for page in document)
    return False


def _page_count(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def excerpts(paths: Sequence[Path], pages: int, folder: Path) -> list[Path]:
    """Write PDFs with as many pages of each document as its share is, evenly spaced."""
    share = max(pages // len(paths), 1)
    written = []
    for number, path in enumerate(paths):
        target = folder / f"{number}.pdf"
        with pypdfium2.PdfDocument(path) as document, pypdfium2.PdfDocument.new() as excerpt:
            taken = min(share, len(document))
            chosen = [(2 * n + 1) * len(document) // (2 * taken) for n in range(taken)]
            excerpt.import_pages(document, chosen)
            excerpt.save(target)
        written.append(target)
    return written


# ---------------------------------------------------------------- memory of a whole corpus


def land(paths: Sequence[Path], folder: Path) -> Landing:
    """Land documents by the command, watching the memory of its processes together.

    Shared memory is counted once (Linux's proportional set size).
    """
    store = folder / f"{len(paths)}.duckdb"
    command = [sys.executable, "-m", "extract", "--landing", str(store), *map(str, paths)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    started = time.perf_counter()
    peak = largest = 0.0
    with subprocess.Popen(  # noqa: S603 -- this project's own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=env
    ) as process:
        while process.poll() is None:
            sizes = [_resident(pid) for pid in _family(process.pid)]
            peak, largest = max(peak, sum(sizes)), max([largest, *sizes])
            time.sleep(SAMPLED_SECONDS)
    wall = time.perf_counter() - started
    import duckdb  # noqa: PLC0415 -- would weigh on every reader measured

    with duckdb.connect(str(store), read_only=True) as connection:
        (pages,) = connection.execute("select count(*) from raw.pages").fetchall()[0]
    return Landing(len(paths), pages, wall, peak, largest)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _resident(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


# ---------------------------------------------------------------- the report


@dataclass(frozen=True)
class Measured:
    """All that one run measured."""

    find: int
    whole: list[dict[str, Cost]]
    excerpt: list[dict[str, Cost]]
    landings: list[Landing]


def ratio(rounds: Sequence[dict[str, Cost]], name: str, other: str, clock: str) -> float:
    """Say how many times as fast as another a reader is: the median over the repeats."""
    return median(getattr(r[other], clock) / getattr(r[name], clock) for r in rounds)


def report(run: Measured) -> str:
    """Write the report."""
    pages = run.whole[0][OURS].pages
    few = run.excerpt[0][OURS].pages
    versions = ", ".join(
        f"{name} {metadata.version(name)}"
        for name in ("camelot-py", "pypdfium2", "pdfplumber")
        if _installed(name)
    )
    return "\n".join(
        [
            "# Speed and memory of the extraction",
            "",
            f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores, Python "
            f"{platform.python_version()}; {versions}. Median of {len(run.whole)} repeats in "
            "alternating order, every reader on one thread in a process of its own; loading the "
            "libraries is not counted. The machine may have been busy: processor time says more "
            "than the clock.",
            "",
            f"## Whole documents: {run.documents} documents, {pages} pages",
            "",
            *costs(run.whole),
            "",
            f"## The same with `auto`: {few} pages, evenly spaced over those documents",
            "",
            *costs(run.excerpt),
            "",
            "## Goals",
            "",
            *goals(run),
            "",
            "## Memory as the corpus grows",
            "",
            "`python -m extract`, one worker per core, over every second PDF given and over "
            "all of them, scans included. Peak of the command and its workers together (shared "
            "memory counted once), and of the largest single process.",
            "",
            *table(
                ("documents", "pages", "seconds", "pages per second", "peak MiB", "largest MiB"),
                (
                    (f"{x.documents:,}", f"{x.pages:,}", f"{x.wall:.0f}", f"{x.pages / x.wall:.1f}",
                     f"{x.peak:,.0f}", f"{x.largest_process:,.0f}")
                    for x in run.landings
                ),
            ),
            "",
        ]
    )  # fmt: skip


def costs(rounds: Sequence[dict[str, Cost]]) -> Iterator[str]:
    """Write one row per reader: medians over the repeats."""
    rows = []
    for name in sorted(rounds[0], key=list(NAMES).index):
        each = [r[name] for r in rounds]
        rows.append(
            (
                NAMES[name],
                f"{median(c.pages / c.cpu for c in each):.1f}",
                f"{median(c.pages / c.wall for c in each):.1f}",
                f"{1000 * median(c.cpu / c.pages for c in each):.0f}",
                f"{each[0].tables:,}" if name != TEXT else "–",
                f"{median(c.peak for c in each):,.0f}",
            )
        )
    head = ("reader", "pages per processor second", "pages per second", "ms per page", "tables",
            "peak MiB")  # fmt: skip
    yield from table(head, rows)
    if not _installed("pdfplumber") and AUTO not in rounds[0]:
        yield ""
        yield "pdfplumber is not installed here: not measured."


def goals(run: Measured) -> Iterator[str]:
    """Hold the measurements against the goals."""
    auto, auto_wall = (ratio(run.excerpt, OURS, AUTO, clock) for clock in ("cpu", "wall"))
    vector, vector_wall = (ratio(run.whole, OURS, VECTOR, clock) for clock in ("cpu", "wall"))
    peak = max(store.peak for store in run.landings)
    yield from table(
        ("goal", "by processor time", "by the clock", ""),
        [
            (f"at least {GOAL_AUTO:g} × `auto`", f"{auto:.1f} ×", f"{auto_wall:.1f} ×",
             _verdict(auto >= GOAL_AUTO)),
            (f"at least {GOAL_VECTOR:g} × camelot's vector engine alone", f"{vector:.2f} ×",
             f"{vector_wall:.2f} ×", _verdict(vector >= GOAL_VECTOR)),
            (f"less than {GOAL_MEMORY:,} MiB for any corpus", f"{peak:,.0f} MiB", "",
             _verdict(peak < GOAL_MEMORY)),
        ],
    )  # fmt: skip


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "missed"


def _installed(name: str) -> bool:
    return find_spec({"camelot-py": "camelot"}.get(name, name)) is not None


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Write a table in Markdown."""
    yield "| " + " | ".join(head) + " |"
    yield "| --- |" + " ---: |" * (len(head) - 1)
    yield from ("| " + " | ".join(row) + " |" for row in rows)


def main() -> None:
    """Measure and write the report; with --measure, read documents and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--documents", type=int, default=12, help="documents in the sample")
    parser.add_argument("--pages", type=int, default=36, help="pages for `auto`, which is slow")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--out", type=Path, default=HERE / "extraction.md")
    parser.add_argument("--measure", choices=list(READERS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(asdict(measure_here(options.measure, options.paths))))
        return
    sources = find.find(options.paths)
    chosen = sample(sources, options.documents)
    readable = [source.path for source in sources if source.format == "pdf"]
    names = [OURS, VECTOR, *([PLUMBER] if _installed("pdfplumber") else []), TEXT]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run = Measured(
            documents=len(chosen),
            whole=compare(names, chosen, options.repeats),
            excerpt=compare(
                [OURS, VECTOR, AUTO], excerpts(chosen, options.pages, folder), options.repeats
            ),
            landings=[
                land(readable[::2], folder),
                land(readable, folder),
            ],
        )
    options.out.write_text(report(run), encoding="utf-8")
    print(options.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
