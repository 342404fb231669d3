"""A document that crashes, hangs or eats the memory costs itself alone."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import ROOT

from extract.errors import UnreadableDocument
from extract.files.limits import Limits
from extract.landing.workers import WorkerStartError, read_all
from extract.types import Outcome, Source

LIMITS = Limits(seconds=3.0, memory_bytes=512 * 1024**2, file_bytes=1000)
# Big results are to be big, not quick: a busy machine may need its time.
PATIENT = Limits(seconds=60.0)


def source(name: str, size: int = 1) -> Source:
    return Source(Path(name), name, name.ljust(64, "0"), size, "text")


def behave(document: Source, limits: Limits) -> str:
    """Read a document whose name says how it behaves."""
    match document.file_name.split()[0]:
        case "ok":
            return f"read {document.file_name}"
        case "raises":
            raise ValueError("no such\nsheet")
        case "rejects":
            raise UnreadableDocument("needs_password", "it needs a password")
        case "hangs":
            time.sleep(60)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfaults":
            ctypes.string_at(0)
        case "leaves":
            os._exit(3)
        case "exits":
            sys.exit("bye")
        case "hungry":
            return str(len(bytearray(2 * 1024**3)))
        case "recurses":
            return behave(document, limits)
        case "big":
            return "大" * int(document.file_name.split()[1])
        case "unpicklable":
            return lambda: None  # type: ignore[return-value]
    raise AssertionError(document.file_name)


def process_id(document: Source, _: Limits) -> int:
    return os.getpid() if document.file_name != "leaves" else os._exit(0)


def pages_allowed(_: Source, limits: Limits) -> int:
    return limits.pages


def read(names: list[str], workers: int = 2) -> dict[str, str | Outcome]:
    results = read_all([source(name) for name in names], behave, LIMITS, workers)
    return {document.file_name: result for document, result in results}


BAD = {
    "raises": ("crashed", "ValueError: no such sheet (test_isolation.py, line "),
    "rejects": ("needs_password", "it needs a password"),
    "hangs": ("timeout", "not read within 3 seconds"),
    "killed": ("crashed", "the reading process was ended by SIGKILL, perhaps"),
    "segfaults": ("crashed", "the reading process was ended by SIGSEGV"),
    "leaves": ("crashed", "the reading process ended itself with exit code 3"),
    "exits": ("crashed", "SystemExit: bye"),
    "recurses": ("crashed", "RecursionError: "),
    "unpicklable": ("crashed", ""),
}


def test_every_bad_document_is_an_outcome_and_the_others_are_read() -> None:
    good = [f"ok {i}" for i in range(20)]
    names = [*good[:7], *BAD, *good[7:]]
    results = read(names)
    assert set(results) == set(names)
    assert [results[name] for name in good] == [f"read {name}" for name in good]
    for name, (word, reason) in BAD.items():
        outcome = results[name]
        assert isinstance(outcome, Outcome), name
        assert (outcome.step, outcome.outcome) == ("read", word), name
        assert outcome.reason.startswith(reason), outcome
        assert "\n" not in outcome.reason


def test_bad_documents_in_a_row_with_one_worker() -> None:
    names = ["killed 1", "killed 2", "hangs", "leaves", "ok"]
    results = read(names, workers=1)
    assert list(results) == names
    assert results["ok"] == "read ok"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to the memory limit")
def test_too_much_memory() -> None:
    results = read(["hungry", "ok 1", "ok 2"], workers=1)
    assert results["hungry"] == Outcome(
        "read", "out_of_memory", "it needs more than 0.5 GiB of memory"
    )
    assert results["ok 2"] == "read ok 2"


def test_the_reader_knows_the_limits() -> None:
    [(_, result)] = read_all([source("ok")], pages_allowed, replace(LIMITS, pages=7), 1)
    assert result == 7


def test_big_results_do_not_block() -> None:
    names = ["big 20000001", "big 20000002", "big 20000003", "ok"]
    results = dict(read_all([source(name) for name in names], behave, PATIENT, 2))
    assert {d.file_name: len(str(result)) for d, result in results.items()} == {
        "big 20000001": 20_000_001,
        "big 20000002": 20_000_002,
        "big 20000003": 20_000_003,
        "ok": len("read ok"),
    }


def test_a_slow_consumer_costs_no_document() -> None:
    names = ["ok 1", "big 1000000", "ok 2"]
    results = read_all([source(name) for name in names], behave, LIMITS, 2)
    first = next(results)
    # Longer than a document may take: the other worker waits with its result, its time is over.
    time.sleep(LIMITS.seconds + 1)
    assert not any(isinstance(result, Outcome) for _, result in [first, *results])


def test_a_large_file_is_refused_unread() -> None:
    [(_, outcome)] = read_all([source("hangs", size=1001)], behave, LIMITS)
    assert outcome == Outcome("read", "rejected", "too large: 1,001 bytes, more than 1,000 allowed")


def test_sources_are_taken_as_they_are_read() -> None:
    taken = 0

    def sources() -> Iterator[Source]:
        nonlocal taken
        for i in range(30):
            taken += 1
            yield source(f"ok {i}")

    for given, _ in enumerate(read_all(sources(), behave, LIMITS, 2), start=1):
        assert taken <= given + 2


def test_workers_are_kept_and_replaced() -> None:
    names = [f"ok {i}" for i in range(6)] + ["leaves"] + [f"ok {i}" for i in range(6, 12)]
    results = dict(read_all([source(name) for name in names], process_id, LIMITS, 1))
    ids = {result for result in results.values() if isinstance(result, int)}
    assert len(ids) == 2
    assert os.getpid() not in ids


def test_a_reader_that_cannot_be_loaded_ends_the_batch() -> None:
    # Loads here, but not in a worker: there the module it names is another one.
    with pytest.raises(WorkerStartError, match="cannot be loaded"):
        list(read_all([source("ok")], _Unloadable(), LIMITS, 1))  # type: ignore[arg-type]


class _Unloadable:
    def __reduce__(self) -> tuple[object, ...]:
        return __import__, ("no_such_module",)


def test_closing_ends_the_workers() -> None:
    results = read_all([source("ok"), source("hangs"), source("ok 2")], process_id, LIMITS, 2)
    ids = [next(results)[1], next(results)[1]]
    results.close()  # type: ignore[attr-defined]
    for process in ids:
        assert isinstance(process, int)
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


SCRIPT = """
import signal, sys, time
from pathlib import Path
from extract.landing.workers import read_all
from extract.types import Source

# a job in the background is given ignored interrupts
signal.signal(signal.SIGINT, signal.default_int_handler)

def read_one(source, limits):
    Path(sys.argv[0]).with_name(source.file_name).write_text(str(__import__("os").getpid()))
    time.sleep(60)

if __name__ == "__main__":
    names = [Source(Path(n), n, n, 1, "text") for n in ("pid-1", "pid-2")]
    list(read_all(names, read_one, workers=2))
"""


def test_ctrl_c_ends_the_workers_of_a_script(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    command = [sys.executable, str(script)]
    with subprocess.Popen(  # noqa: S603 - our own script
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE
    ) as batch:
        ids = [_number_in(tmp_path / name) for name in ("pid-1", "pid-2")]
        batch.send_signal(signal.SIGINT)
        batch.wait(10)
        assert batch.returncode != 0
    for process in ids:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def _number_in(path: Path) -> int:
    for _ in range(200):
        if path.is_file() and path.read_text(encoding="utf-8"):
            return int(path.read_text(encoding="utf-8"))
        time.sleep(0.05)
    raise AssertionError(f"{path.name} was not written")
