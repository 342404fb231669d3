"""A release: complete, offline, and safe to open."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Built

from yujuesuan.release import contents, datapackage

DATABASE = "yujuesuan.duckdb"


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
    assert {"docs/index.html", "data_docs/index.html", "findings.csv", "report.md", "report.json",
            "datapackage.json"} <= files.keys()  # fmt: skip


def test_the_manifest_counts_rows(samples: Built) -> None:
    manifest = json.loads(samples.path("manifest.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        for table, rows in manifest["tables"].items():
            files = samples.path("parquet", table, "*.parquet")
            assert len(connection.read_parquet(str(files))) == rows
    assert manifest["tables"]["figures"] > 0


def test_the_data_package_describes_every_file_as_it_is(samples: Built) -> None:
    package = json.loads(samples.path("datapackage.json").read_text(encoding="utf-8"))
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert resources.keys() == {path.name for path in samples.path("parquet").iterdir()}
    with duckdb.connect() as connection:
        for told in resources.values():
            file = samples.path(told["path"])
            assert told["bytes"] == file.stat().st_size
            assert told["hash"] == "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
            assert told["description"]
            found = connection.execute(f"describe from '{file}'").fetchall()
            fields = told["schema"]["fields"]
            assert [(f["name"], f["sql_type"]) for f in fields] == [
                (column, type_.lower()) for column, type_, *_ in found
            ]
            assert [f["name"] for f in fields if f["name"].endswith("_yuan")] == [
                f["name"] for f in fields if f.get("unit") == "yuan"
            ]
            for key in [told["schema"].get("primaryKey", [])]:
                columns = ", ".join(key) or "rowid"
                rows = f"select count(*) = count(distinct ({columns})) from '{file}'"  # noqa: S608
                assert not key or connection.execute(rows).fetchall() == [(True,)]
            for key in told["schema"].get("foreignKeys", ()):
                other = samples.path(resources[key["reference"]["resource"]]["path"])
                (column,), (field,) = key["fields"], key["reference"]["fields"]
                orphans = f"""
                    select {column} from '{file}' where {column} is not null
                    and {column} not in (select {field} from '{other}')
                """  # noqa: S608
                assert connection.execute(orphans).fetchall() == []


def test_the_tables_keep_to_the_published_contract(samples: Built) -> None:
    package = json.loads(samples.path("datapackage.json").read_text(encoding="utf-8"))
    published = (ROOT / "models" / "contract.json").read_bytes()
    advice = (
        "publish the change: python -m yujuesuan.release.datapackage release > models/contract.json"
    )
    assert datapackage.contract(package) == json.loads(published), advice
    digest = hashlib.sha256(published).hexdigest()[:8]
    announced = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert digest in announced, f"announce the change in CHANGELOG.md, with its mark {digest}"


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
    home = [str(Path(samples.work).parent), str(ROOT)]
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
    assert contents.neutralised(start + "SUM(1+1)*cmd") == "'" + start + "SUM(1+1)*cmd"


@pytest.mark.parametrize("value", ["合计 = 1", "", None, -1.5, 3])
def test_everything_else_stays(value: object) -> None:
    assert contents.neutralised(value) == value


def test_findings_are_neutralised_in_the_file(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / DATABASE)) as connection:
        connection.execute(
            "create table findings as select '@SUM(1)' as file_name, -1.5 as left_yuan, 1 as rank"
        )
    contents.write_findings(tmp_path)
    with (tmp_path / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["file_name", "left_yuan", "rank"],
            ["'@SUM(1)", "-1.5", "1"],
        ]
