"""The notebooks run to their end, offline, and their answers are the documents' own."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import ROOT, Built, yujuesuan

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.py"))
TABLES = {
    "start": ("tables", "documents", "traced", "printed_row", "page_figures", "sums", "coverage"),
    "questions": ("staff", "three_public", "projects", "services", "execution_by_item"),
    "audit": ("outcomes", "broken", "findings", "completeness", "pages"),
}

explore = pytest.mark.skipif(
    not all(importlib.util.find_spec(name) for name in ("marimo", "altair")),
    reason="NOTEBOOKS NOT TESTED: needs the extra `explore` (requirements-explore.lock)",
)


def run(name: str, release: str | Path, patch: pytest.MonkeyPatch) -> Mapping[str, Any]:
    """Run a notebook in this process, and return what its cells define."""
    patch.setenv("YUJUESUAN_RELEASE", str(release))
    spec = importlib.util.spec_from_file_location(name, ROOT / "notebooks" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    patch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    outputs, defined = module.app.run()
    for output in outputs:
        if hasattr(output, "to_dict"):
            # A chart whose data or fields do not fit fails only when it is drawn.
            assert output.to_dict()["$schema"]
    return dict(defined)


def rows(table: Any, *columns: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in table[list(columns)].astype(object).to_numpy()]


def test_every_notebook_is_tested() -> None:
    assert {path.stem for path in NOTEBOOKS} == TABLES.keys()


@explore
@pytest.mark.parametrize("name", TABLES)
def test_it_fills_its_tables(name: str, samples: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = run(name, samples.release, monkeypatch)
    empty = [table for table in TABLES[name] if not len(defined[table])]
    assert not empty


@explore
def test_an_amount_is_traced_to_its_cell(samples: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = run("start", samples.release, monkeypatch)
    amount = defined["traced"].iloc[0]
    assert amount["printed_unit"] == "万元"
    printed = Decimal(amount["printed_text"].replace(",", ""))
    assert printed * 10_000 == Decimal(str(amount["amount_yuan"]))
    assert amount["x0"] < amount["x1"]
    assert amount["printed_text"] in set(defined["printed_row"]["printed_text"])
    assert "the amount" in set(defined["page_figures"]["role"])


@explore
def test_facts_add_up_to_what_is_printed(samples: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = run("start", samples.release, monkeypatch)
    shares = rows(defined["sums"], "facts_of_total")
    assert shares == [(1.0,)] * 5
    # One page of one table was never published.
    assert ("cut", "14") in rows(defined["gaps"], "status", "page")


@explore
def test_the_answers_are_right(samples: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = run("questions", samples.release, monkeypatch)
    projects = dict(rows(defined["projects"], "body", "project_percent"))
    assert projects["新乡市行政审批和政务信息管理局"] == 96.9
    assert rows(defined["projects"], "project_percent") == rows(
        defined["projects"], "printed_percent"
    )
    # 331.81 of 375.95
    staff = dict(rows(defined["staff"], "body", "staff_in_item"))
    assert staff["新乡市行政审批和政务信息管理局"] == 0.883
    three = dict(rows(defined["three_public"], "body", "three_wan"))
    assert three["焦作市行政审批和政务信息管理局"] == 6.04
    services = dict(rows(defined["services"], "body", "services_wan"))
    assert services["新乡市行政审批和政务信息管理局"] == 125.28
    execution = rows(
        defined["execution"], "year", "initial_wan", "final_wan", "rate_percent", "stated_percent"
    )
    assert execution == [("2024", 1235.33, 1641.76, 132.9, 132.9)]


@explore
def test_rates_agree_with_the_prose(samples: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    items = run("questions", samples.release, monkeypatch)["execution_by_item"]
    known = items.dropna(subset=["rate_percent", "stated_percent"])
    assert len(known) >= 9
    assert rows(known, "rate_percent") == rows(known, "stated_percent")


@explore
def test_what_is_not_printed_is_not_zero(samples: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = run("questions", samples.release, monkeypatch)
    accounts = defined["staff"].query("kind == 'final_accounts'")
    # Final accounts do not split 基本支出 by function item.
    assert accounts["staff_in_item"].isna().all()
    assert (defined["services"]["services_wan"] != 0).all()


@explore
def test_findings_are_those_of_the_release(samples: Built, monkeypatch: pytest.MonkeyPatch) -> None:
    defined = run("audit", samples.release, monkeypatch)
    with duckdb.connect(str(samples.path("yujuesuan.duckdb")), read_only=True) as connection:
        found = connection.execute("select count(*) from findings").fetchall()
        broken = connection.execute(
            "select count(*) from audit_identities where outcome = 'broken'"
        ).fetchall()
    assert [(len(defined["findings"]),)] == found
    assert [(len(defined["broken"]),)] == broken
    assert defined["completeness"]["unexplained"].sum() == 0


@explore
@pytest.mark.parametrize("name", TABLES)
def test_it_runs_on_a_release_without_documents(
    name: str, samples: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with duckdb.connect(str(tmp_path / "yujuesuan.duckdb")) as connection:
        connection.execute(f"attach '{samples.path('yujuesuan.duckdb')}' as published (read_only)")
        names = connection.execute(
            "select table_name from duckdb_tables() where database_name = 'published'"
        ).fetchall()
        for (table,) in names:
            limit = "" if table.startswith("dim_") and table != "dim_document" else "limit 0"
            connection.execute(f"create table {table} as from published.{table} {limit}")
    assert "warehouse" in run(name, tmp_path, monkeypatch)


@explore
@pytest.mark.parametrize("name", TABLES)
def test_as_a_script_it_says_what_is_missing(name: str, samples: Built, tmp_path: Path) -> None:
    def script(release: str | Path) -> tuple[int, str]:
        done = subprocess.run(  # noqa: S603 - our own notebook
            [sys.executable, str(ROOT / "notebooks" / f"{name}.py")],
            capture_output=True,
            encoding="utf-8",
            check=False,
            cwd=tmp_path,
            env=os.environ | {"YUJUESUAN_RELEASE": str(release), "PYTHONUTF8": "1"},
        )
        return done.returncode, done.stderr

    code, message = script(tmp_path / "nowhere")
    assert code == 1
    assert "No release in" in message
    assert "Traceback" not in message
    assert script(samples.release)[0] == 0


@explore
def test_marimo_finds_nothing_wrong() -> None:
    done = subprocess.run(  # noqa: S603 - marimo on our own notebooks
        [sys.executable, "-m", "marimo", "check", "--strict", *map(str, NOTEBOOKS)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env=os.environ | {"MARIMO_SKIP_UPDATE_CHECK": "1"},
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_questions_of_the_readme_can_be_asked(samples: Built) -> None:
    text = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    questions = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    # five questions, the last of them in three queries
    assert len(questions) == 7
    with duckdb.connect(str(samples.path("yujuesuan.duckdb")), read_only=True) as connection:
        answers = [connection.execute(question).fetchall() for question in questions]
    # the samples print no function item of two years
    assert [bool(answer) for answer in answers] == [True] * 6 + [False]


# ---------------------------------------------------------------- the command


def test_without_the_extra_it_says_how_to_get_it(samples: Built, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import importlib.util as u\n"
        "find = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'marimo' else find(name, *rest)\n"
    )
    ended = yujuesuan("notebook", "--release", samples.release, PYTHONPATH=f"{tmp_path}:{ROOT}")
    assert ended.code == 2
    assert "marimo" in ended.stderr
    assert "requirements-explore.lock" in ended.stderr


def test_an_unknown_notebook_is_refused_by_name(samples: Built) -> None:
    ended = yujuesuan("notebook", "finish", "--release", samples.release)
    assert ended.code == 2
    assert "audit, questions, start" in ended.stderr


@explore
def test_without_a_release_nothing_is_served(tmp_path: Path) -> None:
    ended = yujuesuan("notebook", "--release", tmp_path / "nowhere")
    assert ended.code == 2
    assert "there is no release" in ended.stderr


def fetched(address: str) -> str:
    """Fetch a page of a server that says where it will be before it is there."""
    for _ in range(50):
        try:
            with urllib.request.urlopen(address) as page:  # noqa: S310 - this machine
                return str(page.read().decode())
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(f"nothing answers at {address}")


@explore
def test_it_is_served_on_this_machine(samples: Built) -> None:
    command = [sys.executable, "-m", "yujuesuan", "notebook", "start", "--headless"]
    with subprocess.Popen(  # noqa: S603 - this very program
        [*command, "--release", samples.release],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        cwd=ROOT,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout
            said = next(line for line in process.stdout if "http://" in line)
            port = said.strip().rsplit(":", 1)[1].strip("/")
            assert "预决算" in fetched(f"http://127.0.0.1:{port}/")
        finally:
            process.terminate()
