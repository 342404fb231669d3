"""Which files a run takes in: those at rest, each once, and what spoke for the others before."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from extract.landing.rows import Readied
from extract.types import Outcome, Source
from yujuesuan.build import intake
from yujuesuan.build.intake import Taken
from yujuesuan.errors import NothingReadError
from yujuesuan.screen import Steps
from yujuesuan.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "documents").mkdir()
    return tmp_path / "documents"


def write(path: Path, content: str, age: float = 3600) -> Path:
    path.write_text(content)
    os.utime(path, (time.time() - age,) * 2)
    return path


def reader(while_reading: Callable[[Source], object] = lambda _: None) -> Any:
    """Stand in for the processes that read: every document is empty, and readable."""

    def read_all(sources: Sequence[Source], *_: Any, **__: Any) -> Iterator[tuple[Source, Readied]]:
        for source in sources:
            while_reading(source)
            yield source, Readied(1, (Outcome("read", "read", "1 page"),), {})

    return read_all


def take_in(folder: Path, settle: float | None = 60) -> Taken:
    # A change within the clock's grain of the beginning would count as one after it.
    time.sleep(0.02)
    workspace = Workspace(folder.parent / "work")
    return intake.take_in(
        [folder], workspace, Steps(io.StringIO()), workers=1, again=False, settle=settle
    )


def told(taken: Taken) -> tuple[list[str], list[str], int]:
    return (
        [document.file_name for document in taken.documents],
        [left.file_name for left in taken.left],
        len(taken.landed),
    )


def test_a_file_of_the_last_minute_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "read_all", reader())
    write(folder / "old.txt", "old")
    write(folder / "new.txt", "new", age=5)
    taken = take_in(folder)
    assert told(taken) == (["old.txt"], ["new.txt"], 1)
    assert "less than 60 seconds" in taken.left[0].reason
    assert told(take_in(folder, settle=1)) == (["new.txt", "old.txt"], [], 1)


def test_a_file_from_a_clock_ahead_is_not_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "read_all", reader())
    write(folder / "future.txt", "new", age=-86_400)
    assert told(take_in(folder)) == (["future.txt"], [], 1)


@pytest.mark.parametrize("settle", [60, None])
def test_a_file_that_changes_while_it_is_read_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settle: float | None
) -> None:
    write(folder / "a.txt", "a")
    write(folder / "b.txt", "b")

    def grow(source: Source) -> None:
        if source.file_name == "b.txt":
            write(source.path, "b and more")

    monkeypatch.setattr(intake, "read_all", reader(grow))
    taken = take_in(folder, settle)
    assert told(taken) == (["a.txt"], ["b.txt"], 1)
    assert taken.left[0].reason == "it changed while it was being read"


def test_a_file_that_goes_while_it_is_read_is_left(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "a.txt", "a")
    write(folder / "b.txt", "b")
    monkeypatch.setattr(
        intake, "read_all", reader(lambda s: s.file_name == "b.txt" and s.path.unlink())
    )
    assert told(take_in(folder)) == (["a.txt"], ["b.txt"], 1)


def test_the_last_content_speaks_for_a_file_being_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "read_all", reader())
    write(folder / "a.txt", "as it was")
    before = take_in(folder)
    write(folder / "a.txt", "half of what it will", age=0)
    during = take_in(folder)
    assert during.documents == before.documents
    assert told(during) == (["a.txt"], ["a.txt"], 0)
    write(folder / "a.txt", "as it is")
    after = take_in(folder)
    assert told(after) == (["a.txt"], [], 1)
    assert after.documents != before.documents


def test_nothing_but_files_being_written_is_an_error_that_names_them(folder: Path) -> None:
    write(folder / "a.txt", "a", age=0)
    with pytest.raises(NothingReadError) as raised:
        take_in(folder)
    assert "a.txt: left for the next run" in raised.value.details[0]


def test_the_same_bytes_twice_are_read_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "read_all", reader())
    write(folder / "a.txt", "a")
    write(folder / "b.txt", "a")
    taken = take_in(folder)
    assert told(taken) == (["a.txt", "b.txt"], [], 1)
    assert [document.same_as for document in taken.documents] == [None, "a.txt"]


def test_a_damaged_landing_is_set_aside_and_all_is_read_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "read_all", reader())
    write(folder / "a.txt", "a")
    before = take_in(folder)
    landing = folder.parent / "work" / "landing.duckdb"
    content = landing.read_bytes()
    for damaged in (b"no database" * 1000, content[:5000] + b"x" * 5000 + content[10_000:]):
        landing.write_bytes(damaged)
        taken = take_in(folder)
        assert (taken.documents, len(taken.landed)) == (before.documents, 1)
        assert landing.with_name("damaged.landing.duckdb").read_bytes() == damaged
