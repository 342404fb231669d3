"""A week of nights in one folder: what came, changed, went or broke, and what readers found."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT
from nights import IN_PROSE, OFFLINE, Place, begun, department, disclosure

from yujuesuan.build.intake import Document, Taken
from yujuesuan.build.report import Report
from yujuesuan.build.run import check_loss
from yujuesuan.build.warehouse import SLICE_VARIABLE
from yujuesuan.errors import GateRefusedError
from yujuesuan.release.differences import Changes, Documents, Finding
from yujuesuan.release.history import History, Kept

pytestmark = pytest.mark.builds

PUBLISHED, NOTHING_NEW, NEW_FINDINGS = 0, 5, 6
DATABASE = "yujuesuan.duckdb"


@pytest.fixture(scope="module")
def week(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Live through a week; what each night left behind is kept under its name."""
    place = Place(tmp_path_factory.mktemp("week"))
    place.write("财政局.txt", disclosure("鲁山县财政局", 120.5, 30))
    place.write("教育局.txt", disclosure("鲁山县教育局", 900, 75.25))
    place.write("农业局.txt", disclosure("鲁山县农业局", 70, 5))
    place.write("审计局.txt", disclosure("鲁山县审计局", 15, 6) + IN_PROSE)
    place.write("交通局.txt", department("鲁山县交通局", "鲁山县公路站", 50, 20))
    place.write("empty.pdf", b"")
    place.write("gone.pdf", "<html><title>404 Not Found</title><h1>404 Not Found</h1></html>")
    place.write("水利局.txt", disclosure("鲁山县水利局", 40, 10)[:200], age=0)
    place.night("monday")

    place.write("水利局.txt", disclosure("鲁山县水利局", 40, 10)[:300], age=0)
    place.night("tuesday", env={"LOADED": str(place.loaded)})

    place.write("水利局.txt", disclosure("鲁山县水利局", 40, 10))
    (place.documents / "财政局.txt").rename(place.documents / "财政局（公开）.txt")
    place.write("教育局.txt", disclosure("鲁山县教育局", 900, 80.25))
    (place.documents / "农业局.txt").unlink()
    place.write("formula.txt", disclosure("鲁山县=cmd|calc局", 1, 2))
    # The same figures of a later date, and the unit that a department has named all along.
    dated = disclosure("鲁山县审计局", 15, 6).replace("部门预算\n", "部门预算\n\n2024年6月\n", 1)
    place.write("审计局（更正）.txt", dated + IN_PROSE)
    place.write("公路站.txt", disclosure("鲁山县公路站", 15, 6))
    place.killed("wednesday: killed while reading", begun("read"))
    place.killed("wednesday: killed while transforming", begun("tables"), seconds_later=8)
    place.night("thursday")

    place.documents.rename(place.folder / "elsewhere")
    place.documents.mkdir()
    place.night("friday: the folder is not mounted")
    place.documents.rmdir()
    (place.folder / "elsewhere").rename(place.documents)
    for name in (
        hidden := [
            "财政局（公开）.txt",
            "教育局.txt",
            "水利局.txt",
            "formula.txt",
            "公路站.txt",
            "交通局.txt",
        ]
    ):
        (place.documents / name).rename(place.folder / name)
    place.night("friday: most of it is not mounted")
    for name in hidden:
        (place.folder / name).rename(place.documents / name)

    place.write("大.txt", disclosure("鲁山县林业局", 5, 5))
    place.night(
        "saturday: the disk is full",
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)),
    )
    (place.documents / "大.txt").unlink()
    place.night("sunday")
    return place


# ---------------------------------------------------------------- how the nights ended


def test_every_night_ends_as_documented(week: Place) -> None:
    codes = {name: night.code for name, night in week.nights.items()}
    assert codes == {
        "monday": PUBLISHED,
        "tuesday": NOTHING_NEW,
        "wednesday: killed while reading": -9,
        "wednesday: killed while transforming": -9,
        "thursday": codes["thursday"],
        "friday: the folder is not mounted": 1,
        "friday: most of it is not mounted": 3,
        "saturday: the disk is full": 4,
        "sunday": NOTHING_NEW,
    }, {name: night.stderr[-800:] for name, night in week.nights.items()}
    assert codes["thursday"] in {PUBLISHED, NEW_FINDINGS}


def test_the_release_is_whole_after_every_night(week: Place) -> None:
    assert all(night.is_whole for night in week.nights.values())
    told = [night.release for night in week.nights.values()]
    monday, thursday = told[0], told[-1]
    assert told == [*[monday] * 4, *[thursday] * 5]
    assert monday != thursday


def test_a_failure_is_an_event_like_any_other(week: Place) -> None:
    last = json.loads(week.nights["saturday: the disk is full"].stderr.splitlines()[-1])
    assert (last["event"], last["exit_code"]) == ("failed", 4)
    assert "File too large" in last["message"] + " ".join(last["details"])


def test_nothing_is_left_lying_about(week: Place) -> None:
    history = History.of(week.release)
    kept = {release.id for release in history.releases()}
    assert {path.name for path in history.folder.iterdir()} == kept | {".lock"}
    assert len(kept) == 2


def test_a_night_with_nothing_new_loads_neither_dbt_nor_the_gate(week: Place) -> None:
    night = week.nights["tuesday"]
    assert night.steps == ["read"]
    assert json.loads(night.stderr.splitlines()[-1])["outcome"] == "nothing_new"
    assert f"Nothing new; the release is {night.release}." in night.stdout
    loaded = week.loaded.read_text().splitlines()
    assert "yujuesuan.build.run" in loaded
    assert not {"dbt", "great_expectations"} & {name.partition(".")[0] for name in loaded}


# ---------------------------------------------------------------- what was taken in


def test_a_file_still_being_copied_is_left_and_named(week: Place) -> None:
    for name in ("monday", "tuesday"):
        assert "水利局.txt is left for the next run" in week.nights[name].stderr
    told = week.nights["monday"].report["documents"]
    assert (told["seen"], told["landed"], told["landed_before"]) == (8, 7, 0)
    left = told["left_for_the_next_run"]
    assert [one["file_name"] for one in left] == ["水利局.txt"]
    assert "水利局.txt" in week.nights["thursday"].report["documents"]["new"]


def test_hostile_files_are_told_with_their_reason(week: Place) -> None:
    rejected = week.nights["monday"].report["documents"]["rejected"]
    assert {one["file_name"]: one["reason"] for one in rejected}["empty.pdf"] == "the file is empty"
    assert {one["file_name"] for one in rejected} == {"empty.pdf", "gone.pdf"}


def test_renamed_replaced_and_removed_files_are_what_they_are(week: Place) -> None:
    told = week.nights["thursday"].report["documents"]
    assert told["renamed"] == [["财政局.txt", "财政局（公开）.txt"]]
    assert told["replaced"] == ["教育局.txt"]
    assert told["removed"] == ["农业局.txt"]
    assert told["new"] == ["formula.txt", "公路站.txt", "审计局（更正）.txt", "水利局.txt"]


def test_what_came_changes_what_others_of_its_body_say(week: Place) -> None:
    with duckdb.connect(str(week.release / DATABASE), read_only=True) as connection:
        current = "select file_name, is_current from dim_document where file_name like '审计局%'"
        assert dict(connection.execute(current).fetchall()) == {
            "审计局.txt": False,
            "审计局（更正）.txt": True,
        }
        compared = connection.execute(
            "select left_yuan, right_yuan from finding_places where identity = 'unit_in_department'"
        )
        assert compared.fetchall() == [(200_000, 210_000)]


def test_most_documents_gone_is_no_release_but_news(week: Place) -> None:
    night = week.nights["friday: most of it is not mounted"]
    assert night.steps == ["read"]
    told = json.loads(night.stderr.splitlines()[-1])
    assert "6 of 10 documents of the last release are gone" in told["message"]
    assert "教育局.txt" in told["details"]
    assert "--accept-loss" in told["details"][-1]


def test_half_of_the_documents_may_go_and_all_may_be_renamed_or_replaced(tmp_path: Path) -> None:
    def document(name: str, sha256: str) -> Document:
        return Document(name, sha256[:16], sha256, "pdf", 1, 1, "read", "")

    before = Kept(
        tmp_path, {"documents": [asdict(document(name, name)) for name in ("a", "b", "c", "d")]}
    )
    for here in (("a", "b"), ("a", "b", "e")):
        check_loss(before, Taken(tuple(document(name, name) for name in here)))
    check_loss(before, Taken(tuple(document(f"renamed {name}", name) for name in "abcd")))
    check_loss(before, Taken(tuple(document(name, f"replaced {name}") for name in "abcd")))
    check_loss(None, Taken((document("a", "a"),)))
    with pytest.raises(GateRefusedError, match="3 of 4 documents"):
        check_loss(before, Taken((document("a", "a"), document("e", "e"), document("f", "f"))))


def test_the_report_tells_rows_as_a_person_would(week: Place) -> None:
    rows = {table["name"]: table for table in week.nights["thursday"].report["rows"]}
    spent = rows["fct_expenditure_by_function"]
    assert (spent["added"], spent["changed"], spent["removed"]) == (6, 1, 2)
    (corrected,) = [one for one in spent["examples"] if one["what"] == "changed"]
    assert "鲁山县教育局 · 2024 · budget" in corrected["row"]
    assert "2010302 一般行政管理事务" in corrected["row"]
    assert (corrected["before"], corrected["after"]) == ("752,500.00", "802,500.00")
    assert not [one for one in spent["examples"] if "财政局" in one["row"]]
    text = (week.release / "report.md").read_text(encoding="utf-8")
    assert "- Renamed: 财政局.txt to 财政局（公开）.txt" in text
    assert "752,500.00 → 802,500.00" in text


def test_only_a_warning_that_is_new_is_news() -> None:
    nothing = Documents()
    quiet = Finding("info", "a.pdf", 1, "a code nobody knows")
    loud = Finding("warning", "a.pdf", 1, "1 is not 2")

    def is_news(new: tuple[Finding, ...]) -> bool:
        changes = Changes("before", "", nothing, new, (), (), ())
        read = Report((), (), (), (), 0, (), (), (quiet, loud), 0, 0, changes, {})
        return read.has_news

    assert not is_news(())
    assert not is_news((quiet,))
    assert is_news((quiet, loud))


# ---------------------------------------------------------------- the same from any side


def test_from_scratch_in_slices_another_order_and_number_of_workers_it_is_the_same(
    week: Place, tmp_path: Path
) -> None:
    scratch = Place(tmp_path)
    for number, path in enumerate(sorted(week.documents.iterdir(), reverse=True)):
        scratch.write(f"{number}/{path.name}", path.read_bytes())
    workers = "2" if os.cpu_count() == 1 else "1"
    night = scratch.night("scratch", "--workers", workers, env={SLICE_VARIABLE: "5"})
    assert night.code in {PUBLISHED, NEW_FINDINGS}, night.stderr
    assert night.parquet.keys() == week.nights["sunday"].parquet.keys()
    differing = [
        name for name, file in night.parquet.items() if file != week.nights["sunday"].parquet[name]
    ]
    assert differing == []
    with duckdb.connect() as connection:
        for name, release in (("one", week.release), ("other", scratch.release)):
            connection.execute(f"attach '{release / DATABASE}' as {name} (read_only)")
        for table in {Path(name).parent.name for name in night.parquet}:
            rows = f"from one.{table} except all from other.{table}"
            assert connection.execute(rows).fetchall() == []
    assert scratch.watched.exists() is False


# ---------------------------------------------------------------- the network


def test_nobody_asks_for_the_network(week: Place) -> None:
    if not OFFLINE:
        pytest.skip("no namespace without a network to be had here: only Python was watched")
    assert not week.watched.exists(), week.watched.read_text()


# ---------------------------------------------------------------- places that cannot be written


def test_a_read_only_place_is_refused_at_once(week: Place) -> None:
    mount = (
        f"mount --bind '{week.folder}' '{week.folder}' && mount -o remount,bind,ro '{week.folder}'"
    )
    try_it = ["unshare", "--mount", "sh", "-c"]
    if subprocess.run([*try_it, mount], capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no read-only mount to be had here")
    program = f"{sys.executable} -m yujuesuan nightly --documents '{week.documents}'"
    place = f"--release '{week.release}' --work '{week.folder.parent}/other'"
    ended = subprocess.run(  # noqa: S603 - our own words
        [*try_it, f"{mount} && exec {program} {place}"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert ended.returncode == 4
    assert "cannot be written" in ended.stderr
    assert History.of(week.release).current()
