"""Releases side by side: published whole or not at all, whatever happens; kept, and rolled back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT, yujuesuan

from yujuesuan import locks
from yujuesuan.errors import UsageError
from yujuesuan.release import contents
from yujuesuan.release.history import History, Kept

DATABASE = "yujuesuan.duckdb"


def fill(folder: Path, text: str) -> None:
    (folder / "parquet").mkdir()
    (folder / "parquet" / "figures.parquet").write_text(text)
    (folder / DATABASE).write_text(text)
    contents.write_manifest(folder, {"built_at": "2026-11-21T02:00:00+00:00", "text": text})


def plain_release(folder: Path, text: str) -> Path:
    """Make a release that is a folder of its own, as copied from elsewhere."""
    folder.mkdir()
    fill(folder, text)
    return folder


def night(place: Path, text: str, keep: int = 7) -> Kept:
    """Do what a nightly run does with its releases; `text` stands for the documents."""
    history = History.of(place)
    history.check()
    with history.held():
        history.recover()
        history.prune(keep)
        newest, current = history.newest(), history.current()
        if newest and current and newest.manifest["text"] == text:
            return current
        with history.draft() as draft:
            fill(draft, text)
            return history.publish(draft, keep)


def text_of(place: Path) -> str:
    """Read a release as its readers do; it must be whole."""
    files = {(place / name).read_text() for name in (DATABASE, "parquet/figures.parquet")}
    assert len(files) == 1
    found = History.of(place).current()
    assert found
    assert found.damage() == []
    return files.pop()


def state(place: Path) -> tuple[str | None, list[str], list[str]]:
    """Return what is published, what is kept, and what should not be there."""
    history = History.of(place)
    known = {one.id for one in history.releases()} | {".lock"}
    left = [p.name for p in history.folder.iterdir() if p.name not in known]
    beside = [p.name for p in place.parent.iterdir() if not p.name.startswith(place.name)]
    kept = [one.manifest["text"] for one in history.releases()]
    return text_of(place) if place.exists() else None, kept, left + beside


# ---------------------------------------------------------------- moved into place


def test_a_release_follows_the_other(tmp_path: Path) -> None:
    place = tmp_path / "release"
    for text in ("one", "two", "three"):
        assert night(place, text).folder == place.resolve()
    assert state(place) == ("three", ["three", "two", "one"], [])


def test_a_link_moves_with_its_folder(tmp_path: Path) -> None:
    night(tmp_path / "here" / "release", "one")
    (tmp_path / "here").rename(tmp_path / "there")
    assert text_of(tmp_path / "there" / "release") == "one"


def test_a_release_that_is_a_plain_folder_is_refused_with_what_to_do(tmp_path: Path) -> None:
    place = plain_release(tmp_path / "release", "plain")
    with pytest.raises(UsageError, match="published as a link") as refused:
        night(place, "new")
    assert f"mv {place} {place}.old" in refused.value.details[0]
    assert text_of(place) == "plain"
    # As one did who put a copy where the link had been: there is something to go back to.
    night(tmp_path / "other", "one")
    (tmp_path / "other").unlink()
    plain_release(tmp_path / "other", "plain")
    ended = yujuesuan("rollback", "--release", tmp_path / "other")
    assert (ended.code, "published as a link" in ended.stderr) == (2, True)
    assert text_of(tmp_path / "other") == "plain"


def test_an_empty_folder_becomes_a_release(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    night(tmp_path / "release", "new")
    assert state(tmp_path / "release") == ("new", ["new"], [])


def test_a_draft_that_is_not_published_is_gone(tmp_path: Path) -> None:
    place = tmp_path / "release"
    night(place, "old")
    with pytest.raises(RuntimeError), History.of(place).draft():
        raise RuntimeError
    assert state(place) == ("old", ["old"], [])


def test_a_link_of_somebody_else_stays(tmp_path: Path) -> None:
    night(tmp_path / "release", "old")
    (tmp_path / "current").symlink_to(tmp_path / "release")
    night(tmp_path / "current", "new")
    assert (tmp_path / "current").readlink() == tmp_path / "release"
    assert text_of(tmp_path / "release") == "new"


def test_only_a_release_may_be_replaced(tmp_path: Path) -> None:
    History.of(tmp_path / "new").check()
    (tmp_path / "release").mkdir()
    History.of(tmp_path / "release").check()
    (tmp_path / "release" / "notes.txt").touch()
    with pytest.raises(UsageError, match=r"something else than a release: notes\.txt"):
        History.of(tmp_path / "release").check()
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="not a folder"):
        History.of(tmp_path / "file").check()


# ---------------------------------------------------------------- readers


def test_readers_see_one_release_or_the_next(tmp_path: Path) -> None:
    place = tmp_path / "release"
    night(place, "0", keep=60)
    seen: list[str] = []
    torn: list[str] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            pinned = place.resolve()
            try:
                told = json.loads((pinned / "manifest.json").read_text())["text"]
                files = [(pinned / f).read_text() for f in (DATABASE, "parquet/figures.parquet")]
            except FileNotFoundError as error:
                torn.append(str(error))
                continue
            seen.append(told)
            if files != [told, told]:
                torn.append(told)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for number in range(1, 50):
        night(place, str(number), keep=60)
    stop.set()
    for reader in readers:
        reader.join()
    assert torn == []
    assert len(set(seen)) > 1


def test_a_reader_keeps_what_it_has_open_though_it_is_dropped(tmp_path: Path) -> None:
    place = tmp_path / "release"
    night(place, "old")
    with (place / DATABASE).open() as reader:
        night(place, "new", keep=1)
        assert state(place) == ("new", ["new"], [])
        assert reader.read() == "old"


# ---------------------------------------------------------------- killed at every step


KILLABLE = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.symlink", "shutil.rmtree"}


def killed_at(number: int, act: Callable[[], object]) -> bool:
    """Run something in a fork that SIGKILL ends before its n-th act on disk; tell if it got there.

    Audit events come before every such act, so that no point between two of them is left out.
    """
    child = os.fork()
    if child == 0:
        count = 0

        def hook(event: str, _: object) -> None:
            nonlocal count
            count += event in KILLABLE
            if count == number and event in KILLABLE:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        try:
            act()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def nothing_yet(_: Path) -> None:
    pass


def one_release(place: Path) -> None:
    night(place, "old")


def an_empty_folder(place: Path) -> None:
    place.mkdir()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="knows no fork")
@pytest.mark.parametrize(
    ("before", "keep"),
    [(nothing_yet, 7), (one_release, 7), (one_release, 1), (an_empty_folder, 7)],
)
def test_killed_at_any_moment_the_release_is_whole_and_the_next_run_finishes(
    tmp_path: Path, before: Callable[[Path], None], keep: int
) -> None:
    undisturbed = tmp_path / "undisturbed" / "release"
    undisturbed.parent.mkdir()
    before(undisturbed)
    night(undisturbed, "new", keep)
    kills = 0
    while True:
        place = tmp_path / str(kills) / "release"
        place.parent.mkdir()
        before(place)
        was_killed = killed_at(kills + 1, lambda: night(place, "new", keep))  # noqa: B023
        if History.of(place).current():
            assert text_of(place) in {"old", "new"}
        else:
            assert before in {nothing_yet, an_empty_folder}
        night(place, "new", keep)
        assert state(place) == state(undisturbed)
        if not was_killed:
            break
        kills += 1
    assert kills > 20


@pytest.mark.skipif(not hasattr(os, "fork"), reason="knows no fork")
def test_killed_while_rolling_back(tmp_path: Path) -> None:
    kills = 0
    while True:
        place = tmp_path / str(kills) / "release"
        for text in ("one", "two"):
            night(place, text)
        history = History.of(place)
        was_killed = killed_at(kills + 1, lambda: history.roll_back(None))  # noqa: B023
        published = text_of(place)
        history.recover()
        assert text_of(place) in {published, "one"}
        if not was_killed:
            break
        kills += 1
    assert text_of(place) == "one"


# ---------------------------------------------------------------- kept and rolled back


def test_the_oldest_are_dropped(tmp_path: Path) -> None:
    place = tmp_path / "release"
    for text in ("one", "two", "three", "four"):
        night(place, text, keep=2)
    assert state(place) == ("four", ["four", "three"], [])


def test_a_rollback_holds_until_something_changes(tmp_path: Path) -> None:
    place = tmp_path / "release"
    for text in ("one", "two"):
        night(place, text)
    ended = yujuesuan("rollback", "--release", place)
    assert (ended.code, ended.stderr) == (0, "")
    assert text_of(place) == "one"
    night(place, "two")
    assert text_of(place) == "one"
    listed = yujuesuan("releases", "--release", place).stdout.splitlines()
    assert listed[0].startswith("  ")
    assert listed[0].endswith("withdrawn")
    assert listed[1].startswith("* ")
    night(place, "three")
    assert text_of(place) == "three"
    assert [one.manifest["text"] for one in History.of(place).releases()] == ["three", "two", "one"]
    # What was withdrawn once is not gone back to by chance.
    assert History.of(place).roll_back(None).manifest["text"] == "one"


def test_forward_again_by_name(tmp_path: Path) -> None:
    place = tmp_path / "release"
    night(place, "one")
    two = night(place, "two")
    history = History.of(place)
    history.roll_back(None)
    assert history.is_withdrawn(two)
    history.roll_back(two.id)
    assert text_of(place) == "two"
    assert not history.is_withdrawn(two)


def test_a_withdrawn_release_may_be_dropped_and_the_published_one_never(tmp_path: Path) -> None:
    place = tmp_path / "release"
    for text in ("one", "two"):
        night(place, text)
    History.of(place).roll_back(None)
    night(place, "three", keep=1)
    assert state(place) == ("three", ["three"], [])


def test_no_way_back(tmp_path: Path) -> None:
    place = tmp_path / "release"
    one = night(place, "one")
    for wanted in ((), ("2020",)):
        ended = yujuesuan("rollback", *wanted, "--release", place)
        assert ended.code == 2
        assert one.id in ended.stderr
    night(place, "two")
    (one.folder / DATABASE).write_text("tampered with")
    ended = yujuesuan("rollback", "--release", place)
    assert ended.code == 2
    assert f"{one.id} is damaged" in ended.stderr
    assert text_of(place) == "two"
    assert yujuesuan("rollback", "--release", tmp_path / "none").code == 2


# ---------------------------------------------------------------- two at once


def test_a_second_run_is_told_who_is_there(tmp_path: Path) -> None:
    lock = tmp_path / "build.lock"
    with (
        locks.held(lock, tmp_path),
        pytest.raises(UsageError) as refused,
        locks.held(lock, tmp_path),
    ):
        pass
    assert f"process {os.getpid()} on " in refused.value.details[0]
    assert "since 20" in refused.value.details[0]


def test_the_lock_of_a_dead_run_needs_nobody(tmp_path: Path) -> None:
    lock = tmp_path / "build.lock"
    program = (
        "import sys, time; from pathlib import Path; from yujuesuan import locks\n"
        "with locks.held(Path(sys.argv[1]), Path('.')): print(1, flush=True); time.sleep(600)"
    )
    root = str(ROOT)
    with subprocess.Popen(  # noqa: S603 - lines of our own
        [sys.executable, "-c", program, str(lock)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": root},
    ) as other:
        assert other.stdout
        assert other.stdout.readline()
        with pytest.raises(UsageError, match="at work"), locks.held(lock, tmp_path):
            pass
        other.kill()
    assert lock.with_suffix(".holder.json").exists()
    with locks.held(lock, tmp_path):
        pass
