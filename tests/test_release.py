"""A release: complete, offline, safe to open, and replaced in one step."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pytest
from conftest import Built

from yujuesuan import release
from yujuesuan.errors import UsageError

DATABASE = "yujuesuan.duckdb"


def make_release(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / DATABASE).write_text(text)
    release.write_manifest(folder, {})
    return folder


# ---------------------------------------------------------------- what is in it


def test_the_manifest_names_every_file_with_its_hash(samples: Built) -> None:
    manifest = json.loads(samples.path("manifest.json").read_text(encoding="utf-8"))
    files = {
        path.relative_to(samples.release).as_posix(): path
        for path in Path(samples.release).rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert manifest["files"].keys() == files.keys()
    for name, path in files.items():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert manifest["files"][name] == {"bytes": path.stat().st_size, "sha256": digest}
    assert {"docs/index.html", "data_docs/index.html", "findings.csv", "report.md"} <= files.keys()


def test_the_manifest_counts_rows(samples: Built) -> None:
    manifest = json.loads(samples.path("manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        for table, rows in manifest["tables"].items():
            file = samples.path("parquet", f"{table}.parquet")
            found = connection.execute(f"select count(*) from '{file}'").fetchall()  # noqa: S608
            assert found == [(rows,)]
    assert manifest["tables"]["figures"] > 0


def test_it_holds_nothing_but_the_main_schema(samples: Built) -> None:
    with duckdb.connect(str(samples.path(DATABASE)), read_only=True) as connection:
        schemas = connection.execute(
            "select distinct schema_name from duckdb_tables() union "
            "select distinct schema_name from duckdb_views() where not internal"
        ).fetchall()
        version = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchall()
    assert schemas == [("main",)]
    assert version[0][0].startswith("v1.4.0")


def test_it_opens_while_another_process_reads(samples: Built) -> None:
    program = (
        "import duckdb, sys; c = duckdb.connect(sys.argv[1], read_only=True); print(1); input()"
    )
    with subprocess.Popen(  # noqa: S603 - a line of our own
        [sys.executable, "-c", program, str(samples.path(DATABASE))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as other:
        assert other.stdout
        assert other.stdout.readline()
        with duckdb.connect(str(samples.path(DATABASE)), read_only=True) as connection:
            assert connection.execute("select count(*) from figures").fetchall() != [(0,)]
        other.communicate(b"\n")


def test_columns_are_described(samples: Built) -> None:
    with duckdb.connect(str(samples.path(DATABASE)), read_only=True) as connection:
        described = connection.execute(
            "select count(*) from duckdb_columns() where comment is not null"
        ).fetchall()[0][0]
    assert described > 0


@pytest.mark.parametrize("page", ["data_docs/index.html", "docs/index.html"])
def test_pages_load_nothing_from_the_web(samples: Built, page: str) -> None:
    text = samples.path(page).read_text(encoding="utf-8")
    loads = r'<(?:script|link|img|iframe)[^>]+(?:src|href)=["\']?(?:https?:)?//|@import|url\(.?http'
    assert not re.findall(loads, text)


def test_nothing_names_the_machine(samples: Built) -> None:
    home = [str(Path(samples.work).parent), str(Path(__file__).resolve().parents[1])]
    for path in Path(samples.release).rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [place for place in home if place.encode() in content], path


def test_data_docs_say_every_check_in_both_languages(samples: Built) -> None:
    page = samples.path("data_docs", "index.html").read_text(encoding="utf-8")
    assert "可以发布" in page
    assert "Fit to publish" in page
    checks = json.loads(samples.path("data_docs", "validation.json").read_text(encoding="utf-8"))
    assert checks["published"]
    assert {c["suite"] for c in checks["checks"]} >= {
        "completeness", "coverage", "facts", "identities", "keys", "plausibility",
    }  # fmt: skip
    assert not [c for c in checks["checks"] if c["error"]]


# ---------------------------------------------------------------- findings in a spreadsheet


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_a_text_is_no_formula(start: str) -> None:
    assert release.neutralised(start + "SUM(1+1)*cmd") == "'" + start + "SUM(1+1)*cmd"


@pytest.mark.parametrize("value", ["合计 = 1", "", None, -1.5, 3])
def test_everything_else_stays(value: object) -> None:
    assert release.neutralised(value) == value


def test_findings_are_neutralised_in_the_file(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute(
            "create table findings as select '@SUM(1)' as file_name, -1.5 as left_yuan, 1 as rank"
        )
    release.write_findings(tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["file_name", "left_yuan", "rank"],
            ["'@SUM(1)", "-1.5", "1"],
        ]


# ---------------------------------------------------------------- moved into place


def test_a_release_is_replaced_whole(tmp_path: Path) -> None:
    old = make_release(tmp_path / "release", "old")
    (old / "parquet").mkdir()
    with release.draft(old) as folder:
        (folder / DATABASE).write_text("new")
        release.publish(folder, old)
    assert (old / DATABASE).read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["release"]
    assert not (old / "parquet").exists()


def test_a_draft_that_is_not_published_is_gone(tmp_path: Path) -> None:
    old = make_release(tmp_path / "release", "old")
    with pytest.raises(RuntimeError), release.draft(old):
        raise RuntimeError
    assert (old / DATABASE).read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_without_an_exchange_of_names_it_is_two_renames(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release, "EXCHANGE", {})
    old = make_release(tmp_path / "release", "old")
    with release.draft(old) as folder:
        (folder / DATABASE).write_text("new")
        release.publish(folder, old)
    assert (old / DATABASE).read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


@pytest.mark.skipif(sys.platform not in release.EXCHANGE, reason="knows no exchange of names")
def test_there_is_never_a_moment_without_a_release(tmp_path: Path) -> None:
    target = make_release(tmp_path / "release", "0")
    missing = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            try:
                (target / DATABASE).read_text()
            except FileNotFoundError:
                # The file may go with the old folder after its name was found; the folder may not.
                if not os.path.lexists(target):
                    missing.append(1)

    watcher = threading.Thread(target=watch)
    watcher.start()
    for number in range(50):
        with release.draft(target) as folder:
            (folder / DATABASE).write_text(str(number))
            release.publish(folder, target)
    stop.set()
    watcher.join()
    assert not missing


def test_a_link_to_a_release_stays_a_link(tmp_path: Path) -> None:
    make_release(tmp_path / "releases", "old")
    (tmp_path / "current").symlink_to(tmp_path / "releases")
    with release.draft(tmp_path / "current") as folder:
        (folder / DATABASE).write_text("new")
        release.publish(folder, tmp_path / "current")
    assert (tmp_path / "current").is_symlink()
    assert (tmp_path / "releases" / DATABASE).read_text() == "new"


def test_only_a_release_may_be_replaced(tmp_path: Path) -> None:
    release.check_replaceable(tmp_path / "new")
    release.check_replaceable(make_release(tmp_path / "release", "old"))
    (tmp_path / "release" / "notes.txt").touch()
    with pytest.raises(UsageError, match=r"notes\.txt"):
        release.check_replaceable(tmp_path / "release")
    with pytest.raises(UsageError, match="something else"):
        release.check_replaceable(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="not a folder"):
        release.check_replaceable(tmp_path / "file")
