"""A week of nights in one folder: what came, changed, went or broke, and what readers found."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Ended

from yujuesuan.build.intake import Document, Taken
from yujuesuan.build.models import SLICE_VARIABLE
from yujuesuan.build.report import Report
from yujuesuan.build.run import check_loss
from yujuesuan.errors import GateRefusedError
from yujuesuan.release.differences import Changes, Documents, Finding
from yujuesuan.release.history import History, Kept
from yujuesuan.release.tables import PART_VARIABLE

pytestmark = pytest.mark.builds

PUBLISHED, NOTHING_NEW, NEW_FINDINGS = 0, 5, 6
DATABASE = "yujuesuan.duckdb"

# A namespace without a network, where the system lets us have one.
UNSHARE = ["unshare", "--net"]
OFFLINE = (
    UNSHARE
    if shutil.which("unshare")
    and subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0  # noqa: S603
    else []
)
# In every process of a run: whoever asks for a connection or an address is written down, and, if
# somebody wants to know, what was imported.
WATCH = """
import atexit, os, sys

def loaded():
    with open(os.environ["LOADED"], "a") as file:
        file.write("\\n".join(sys.modules))

if "LOADED" in os.environ:
    atexit.register(loaded)

def watch(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo"):
        if not isinstance(arguments[-1], str):  # a local socket is no network
            with open(os.environ["WATCHED"], "a") as file:
                file.write(f"{event} {arguments}\\n")

sys.addaudithook(watch)
"""

# So few that the tables of some nights are cut into files.
PART_ROWS = "30"

DISCLOSURE = """{year}年度

{name}

部门预算

目 录

预算03表

{year}年部门支出预算表

部门名称：{name}

单位：万元

科目编码\t\t\t单位代码\t单位（科目名称）\t合计\t基本支出\t\t\t\t\t项目支出\t\t
类\t款\t项\t\t\t\t小计\t人员经费\t\t公用经费\t\t小计\t其他运转类\t特定目标类
\t\t\t\t\t\t\t工资福利支出\t对个人和家庭的补助\t商品和服务支出\t资本性支出\t\t\t
\t\t\t\t合计\t{total:.2f}\t{pay:.2f}\t{pay:.2f}\t\t\t\t{projects:.2f}\t\t{projects:.2f}
201\t03\t01\t\t行政运行\t{pay:.2f}\t{pay:.2f}\t{pay:.2f}\t\t\t\t\t\t
201\t03\t02\t\t一般行政管理事务\t{projects:.2f}\t\t\t\t\t\t{projects:.2f}\t\t{projects:.2f}
"""
# Of five documents and more, one has to state what its tables print.
IN_PROSE = """
二、支出预算情况说明

2024年支出合计21.00万元，其中：基本支出15.00万元，项目支出6.00万元。
"""


def disclosure(name: str, pay: float, projects: float) -> str:
    """Write a dump of a small budget that adds up."""
    return DISCLOSURE.format(year=2024, name=name, pay=pay, projects=projects, total=pay + projects)


def department(name: str, unit: str, own: float, units: float) -> str:
    """Write a dump of a department's budget, with a line for itself and one for its unit."""

    def line(codes: str, unit_code: str, label: str, amount: float) -> str:
        return "\t".join([codes, unit_code, label, *[f"{amount:.2f}"] * 3]) + "\t" * 6 + "\n"

    head, _, _ = disclosure(name, 0, 0).partition("\t\t\t\t合计")
    lines = [line("\t\t", "", "合计", own + units)]
    for code, body, amount in (("301001", name, own), ("301002", unit, units)):
        lines += [line("\t\t", code, body, amount), line("201\t03\t01", code, "行政运行", amount)]
    return head + "".join(lines)


@dataclass(frozen=True)
class Night(Ended):
    """A run, and what was published after it: release, report, and every table's Parquet."""

    release: str | None
    report: Any
    parquet: dict[str, bytes]
    is_whole: bool

    @property
    def steps(self) -> list[str]:
        """The steps that were begun."""
        told = [json.loads(line) for line in self.stderr.splitlines()]
        return [one["step"] for one in told if one["event"] == "begun"]


@dataclass
class Place:
    """The folders of a series of runs."""

    folder: Path
    nights: dict[str, Night] = field(default_factory=dict)

    @property
    def documents(self) -> Path:
        return self.folder / "documents"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def release(self) -> Path:
        return self.folder / "release"

    @property
    def loaded(self) -> Path:
        return self.folder / "imports.txt"

    @property
    def watched(self) -> Path:
        return self.folder / "connections.txt"

    def write(self, name: str, content: str | bytes, *, age: float = 3600) -> None:
        """Write a document as it would lie there so many seconds later."""
        path = self.documents / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        os.utime(path, (time.time() - age,) * 2)

    def start(self, *options: str, **more: Any) -> subprocess.Popen[str]:
        """Begin a run, cut off from the network."""
        watch = self.folder / "watch"
        if not watch.exists():
            watch.mkdir()
            (watch / "sitecustomize.py").write_text(WATCH)
        search = os.pathsep.join(
            filter(None, [str(watch), str(ROOT), os.environ.get("PYTHONPATH")])
        )
        environment = more.pop("env", {})
        return subprocess.Popen(  # noqa: S603 - this very program
            [
                *(*OFFLINE, sys.executable, "-m", "yujuesuan", "nightly", "--log", "json"),
                *("--documents", str(self.documents), "--release", str(self.release)),
                *("--work", str(self.work), "--keep", "30", *options),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            cwd=self.folder,
            env=os.environ
            | {"PYTHONPATH": search, "PYTHONUTF8": "1", "WATCHED": str(self.watched)}
            | {PART_VARIABLE: PART_ROWS}
            | environment,
            **more,
        )

    def night(
        self,
        name: str,
        *options: str,
        at: Callable[[dict[str, Any]], bool] = lambda _: False,
        act: Callable[[subprocess.Popen[str]], object] = lambda _: None,
        **more: Any,
    ) -> Night:
        """Let a run come to its end; do something at an event of its log."""
        lines = []
        with self.start(*options, **more) as process:
            assert process.stderr
            assert process.stdout
            for line in process.stderr:
                lines.append(line)
                if at(json.loads(line)):
                    act(process)
            stdout = process.stdout.read()
        return self.keep(name, process.returncode, stdout, "".join(lines))

    def killed(
        self, name: str, at: Callable[[dict[str, Any]], bool], *, seconds_later: float = 0
    ) -> Night:
        """End a run by SIGKILL at an event of its log, or a little later."""

        def act(process: subprocess.Popen[str]) -> None:
            time.sleep(seconds_later)
            process.kill()

        return self.night(name, at=at, act=act)

    def keep(self, name: str, code: int, stdout: str, stderr: str) -> Night:
        """Record what a run left behind."""
        current = History.of(self.release).current()
        report, parquet = None, {}
        if current:
            report = json.loads((current.folder / "report.json").read_text(encoding="utf-8"))
            parquet = tables(current.folder)
        self.nights[name] = Night(
            code, stdout, stderr, 0, current.id if current else None, report, parquet,
            is_whole=bool(current and not current.damage()),
        )  # fmt: skip
        return self.nights[name]


def tables(release: Path) -> dict[str, bytes]:
    files = (release / "parquet").rglob("*.parquet")
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in files}


def begun(step: str) -> Callable[[dict[str, Any]], bool]:
    return lambda event: event["event"] == "begun" and event["step"] == step


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
        read = Report((), (), (), 0, (), (), (quiet, loud), 0, 0, changes, {})
        return read.has_new_findings

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
