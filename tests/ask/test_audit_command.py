"""`yujuesuan audit`: what an auditor is shown, for which documents, and how the command ends."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import duckdb
import pytest
from conftest import ROOT, Built, yujuesuan

from yujuesuan.ask.findings import audit
from yujuesuan.errors import UsageError
from yujuesuan.gate import gate

ACCOUNTS = "2024-accounts-jiaozuo.pdf"


@pytest.fixture(scope="module")
def reopened(samples: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the release of the samples as if nobody had acknowledged anything."""
    release = tmp_path_factory.mktemp("reopened")
    file = release / "yujuesuan.duckdb"
    file.write_bytes(samples.path("yujuesuan.duckdb").read_bytes())
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update findings set status = 'open', severity = 'warning', note = null"
            " where status <> 'open'"
        )
    return release


def test_what_was_acknowledged_is_shown_and_counts_as_settled(samples: Built) -> None:
    done = yujuesuan("audit", "--release", samples.release)
    assert done.code == 0
    assert "acknowledged · 2023-budget-jiaozuo.pdf, p. 22, p. 18 · misprinted" in done.stdout
    assert "decided" in done.stdout


def test_open_findings_state_operands_pages_tolerance_and_evidence(reopened: Path) -> None:
    done = yujuesuan("audit", ACCOUNTS, "--release", reopened)
    assert done.code == 1
    told = " ".join(done.stdout.split())
    assert "warning · 2024-accounts-jiaozuo.pdf, p. 14, p. 18 · misprinted" in told
    assert "600.00 公开06表" in told
    assert "6,000.00 公开09表" in told
    assert "half a unit in the last printed place of each of 2 figures makes 100.00 yuan" in told
    assert "two readings agree" in told
    assert "the decimal point stands in the wrong place" in told
    assert "2023-budget-jiaozuo" not in told


def test_findings_are_told_in_chinese(reopened: Path) -> None:
    done = yujuesuan("audit", ACCOUNTS, "--release", reopened, "--language", "zh")
    assert "警告 · 2024-accounts-jiaozuo.pdf, 第14页, 第18页 · 公开文件有误" in done.stdout
    assert "两次读取一致" in done.stdout
    assert "小数点错位" in done.stdout


def test_one_cause_is_one_finding_with_all_its_places(samples: Built) -> None:
    done = yujuesuan("audit", "--release", samples.release, "--format", "json")
    findings = {finding["identity"]: finding for finding in json.loads(done.stdout)}
    places = findings["project_in_goals"]["places"]
    assert [place["identity"] for place in places] == ["project_in_goals", "project_goals_total"]


def test_tables_for_other_programs(samples: Built) -> None:
    done = yujuesuan("audit", "--release", samples.release, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert {row["status"] for row in rows} == {"open", "acknowledged"}
    done = yujuesuan("audit", "--release", samples.release, "--format", "md")
    assert done.stdout.startswith("# 5 documents: ")
    assert done.stdout.count("\n## ") == len(rows)


@pytest.mark.parametrize(
    "wanted", [ACCOUNTS, "2024-accounts-jiaozuo", "7923b9fe", str(ROOT / "samples" / ACCOUNTS)]
)
def test_a_document_is_named_in_several_ways(samples: Built, wanted: str) -> None:
    assert audit(Path(samples.release), wanted).documents == (ACCOUNTS,)


def test_an_unknown_document_is_a_usage_error_with_near_names(samples: Built) -> None:
    done = yujuesuan("audit", "2024-acounts", "--release", samples.release)
    assert done.code == UsageError.exit_code
    assert f"there is {ACCOUNTS}" in done.stderr


def test_a_file_that_was_never_read_is_told_apart(samples: Built, tmp_path: Path) -> None:
    new = tmp_path / "new.pdf"
    new.write_bytes(b"%PDF-1.7 not in any release")
    done = yujuesuan("audit", new, "--release", samples.release)
    assert done.code == UsageError.exit_code
    assert "is not in the release" in done.stderr
    assert "yujuesuan build" in done.stderr


def test_critical_findings_end_with_three(reopened: Path) -> None:
    with duckdb.connect(str(reopened / "yujuesuan.duckdb")) as connection:
        connection.execute("update findings set severity = 'critical' where rank = 1")
    found = audit(reopened)
    assert found.exit_code == 3


def test_stale_decisions_and_missed_identities_refuse_a_release(
    samples: Built, tmp_path: Path
) -> None:
    file = tmp_path / "yujuesuan.duckdb"
    file.write_bytes(samples.path("yujuesuan.duckdb").read_bytes())
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update audit_curation set still_applies = false where identity = 'project_in_goals'"
        )
        connection.execute(
            "update audit_floors set is_met = false, documents_computed = 0"
            " where identity = 'total_by_nature'"
        )
    suites = [s for s in gate.load(ROOT / "expectations") if s.name in ("curation", "coverage")]
    stale, missed = sorted(gate.run(suites, file).refusals, key=lambda check: check.suite)[::-1]
    assert [row["made_for"] for row in stale.rows] == ["658800.0000 ↔ 658900.0000"]
    assert [row["identity"] for row in missed.rows] == ["total_by_nature"]
