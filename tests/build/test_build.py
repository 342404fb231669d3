"""`yujuesuan build`: what it publishes, what it refuses, and what it says."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import FACTS, ROOT, Built, ask, build, yujuesuan

pytestmark = pytest.mark.builds

SAMPLES = ROOT / "samples"
SMALLEST = SAMPLES / "2025-budget-jiaozuo-jiefang.pdf"


def manifest(built: Built) -> Any:
    return json.loads(built.path("manifest.json").read_text(encoding="utf-8"))


def outcomes(built: Built) -> dict[str, str]:
    return {d["file_name"]: d["outcome"] for d in manifest(built)["documents"]}


def published(samples: Built, folder: Path) -> Path:
    """Copy the samples' release, as the link that a build has made."""
    release, kept = folder / "release", Path(samples.release).resolve()
    shutil.copytree(kept, folder / "release.history" / kept.name)
    release.symlink_to(Path("release.history") / kept.name)
    return release


def kept_releases(folder: Path) -> list[Path]:
    return [p for p in (folder / "release.history").iterdir() if not p.name.startswith(".")]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# ---------------------------------------------------------------- the samples


def test_samples_are_built_without_noise(samples: Built) -> None:
    for noise in ("nanobind", "Warning", "WARN", "Traceback", "it/s", "\x1b["):
        assert noise not in samples.stderr + samples.stdout


def test_only_the_disclosures_of_a_folder_are_documents(samples: Built) -> None:
    assert outcomes(samples) == {path.name: "read" for path in SAMPLES.glob("*.pdf")}


def test_every_table_of_the_contract_is_released(samples: Built) -> None:
    tables = {name for (name,) in ask(samples, "select table_name from duckdb_tables()")}
    assert {"figures", "findings", "audit_identities", "audit_completeness", *FACTS} <= tables
    assert {"dim_document", "dim_unit", "dim_region", "dim_function"} <= tables


def test_facts_are_figures_and_leaves(samples: Built) -> None:
    for fact in FACTS:
        rows, figures, wrong = ask(
            samples,
            f"""
            select
                count(*),
                count(distinct facts.figure_id),
                count(*) filter (
                    facts.amount_yuan is distinct from figures.amount_yuan
                    or figures.figure_role <> 'leaf'
                )
            from {fact} as facts left join figures on facts.figure_id = figures.figure_id
            """,  # noqa: S608
        )[0]
        assert rows > 0
        assert rows == figures
        assert wrong == 0


def test_the_report_counts_what_was_released(samples: Built) -> None:
    figures = ask(samples, "select count(*) from figures")[0][0]
    text = samples.path("report.md").read_text(encoding="utf-8")
    assert f"{figures:,} figures" in text
    assert text.splitlines()[2] == samples.stdout.splitlines()[2]
    for (explanation,) in ask(samples, "select explanation from findings"):
        assert explanation.split()[0].strip("*_[]") in text


def test_a_full_refresh_reads_again(samples: Built, tmp_path: Path) -> None:
    shutil.copytree(samples.work, tmp_path / "work")
    refreshed = build(tmp_path, [SMALLEST], "--full-refresh", "--workers", "1")
    assert refreshed.code == 0, refreshed.stderr
    assert "Read 1 documents" in refreshed.stderr
    assert outcomes(refreshed) == {SMALLEST.name: "read"}


# ---------------------------------------------------------------- the gate


def test_a_failed_critical_expectation_keeps_the_old_release(
    samples: Built, tmp_path: Path
) -> None:
    for name in ("models", "seeds", "macros", "tests", "extract", "yujuesuan", "expectations"):
        shutil.copytree(ROOT / name, tmp_path / "project" / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(ROOT / name, tmp_path / "project" / name)
    (tmp_path / "project" / "expectations" / "impossible.yml").write_text(
        """
        title: {en: Impossible, zh: 不可能}
        tables: [figures]
        expectations:
          - type: unexpected_rows_expectation
            severity: critical
            description: {en: No figure is printed., zh: 没有数字。}
            kwargs: {unexpected_rows_query: "select file_name, printed_text from {batch}"}
        """,
        encoding="utf-8",
    )
    shutil.copytree(samples.work, tmp_path / "work")
    release = published(samples, tmp_path)
    before, kept = snapshot(release), release.readlink()
    ended = yujuesuan(
        *("build", SAMPLES, "--release", tmp_path / "release", "--work", tmp_path / "work"),
        cwd=tmp_path / "project",
        PYTHONPATH=str(tmp_path / "project"),
    )
    assert ended.code == 3
    # The copied folder holds the samples: what was landed before is not read again.
    assert "Read " not in ended.stderr
    assert "No figure is printed. (没有数字。)" in ended.stderr
    assert "file_name=" in ended.stderr
    assert (snapshot(release), release.readlink()) == (before, kept)
    assert {path.name for path in kept_releases(tmp_path)} == {kept.name}
    page = (tmp_path / "work" / "refused" / "index.html").read_text(encoding="utf-8")
    assert "未予发布" in page


# ---------------------------------------------------------------- bad input


def make_bad(folder: Path) -> dict[str, str]:
    """Write files that cannot be read; return the outcome of each."""
    folder.mkdir()
    (folder / "empty.pdf").touch()
    (folder / "error page.pdf").write_text(
        "<!DOCTYPE html><html><head><title>404 Not Found</title></head>"
        "<body><h1>404 Not Found</h1></body></html>"
    )
    (folder / "cut.pdf").write_bytes(SMALLEST.read_bytes()[:30_000])
    (folder / "noise.xlsx").write_bytes(bytes(range(256)) * 40)
    return dict.fromkeys(("empty.pdf", "error page.pdf", "cut.pdf", "noise.xlsx"), "rejected")


def test_bad_files_are_reported_and_stop_nothing(tmp_path: Path) -> None:
    bad = make_bad(tmp_path / "bad")
    shutil.copy(SMALLEST, tmp_path / "bad" / "twin.pdf")
    built = build(tmp_path, [tmp_path / "bad", SMALLEST])
    assert built.code == 0, built.stderr
    assert outcomes(built) == {**bad, "twin.pdf": "read", SMALLEST.name: "read"}
    assert "empty.pdf: **rejected**, the file is empty" in built.stdout
    assert f"same as {SMALLEST.name}" in built.stdout or "same as twin.pdf" in built.stdout
    assert {row["reason"] for row in manifest(built)["documents"]} >= {"the file is empty"}


def test_nothing_readable_leaves_the_old_release(samples: Built, tmp_path: Path) -> None:
    bad = make_bad(tmp_path / "bad")
    release = published(samples, tmp_path)
    before, kept = snapshot(release), release.readlink()
    ended = build(tmp_path, [tmp_path / "bad"])
    assert ended.code == 1
    assert "none of the documents could be read" in ended.stderr
    for name in bad:
        assert f"{name}: rejected, " in ended.stderr
    assert "Traceback" not in ended.stderr
    assert (snapshot(release), release.readlink()) == (before, kept)
    assert {path.name for path in kept_releases(tmp_path)} == {kept.name}


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    ended = build(tmp_path, [tmp_path / "none"])
    assert ended.code == 1
    assert "there is no document in" in ended.stderr
    assert not Path(ended.release).exists()


def test_bad_documents_beside_the_repository(shared_documents: Path, tmp_path: Path) -> None:
    built = build(tmp_path, [shared_documents / "bad", SMALLEST])
    assert built.code == 0, built.stderr
    told = outcomes(built)
    assert told["empty.pdf"] == told["error-500.pdf"] == told["zeros-20mb.xlsx"] == "rejected"
    assert told["needs-password.pdf"] == "needs_password"
    assert told["owner-restricted.pdf"] == told["damaged-startxref.pdf"] == "read"
    assert told["cut-off.pdf"] in {"rejected", "partly"}
    assert told["blank-200-pages.pdf"] == "empty"
    assert "no budget figures in it" in built.stdout


# ---------------------------------------------------------------- wrong usage


def test_a_missing_path_is_wrong_usage(tmp_path: Path) -> None:
    ended = build(tmp_path, [tmp_path / "nowhere"])
    assert ended.code == 2
    assert "nowhere" in ended.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_release_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "thesis.docx").write_text("years of work")
    ended = build(tmp_path, [SMALLEST])
    assert ended.code == 2
    assert "holds something else than a release" in ended.stderr
    assert (tmp_path / "release" / "thesis.docx").exists()


def test_a_second_build_in_the_same_folder_waits_its_turn(tmp_path: Path) -> None:
    from filelock import FileLock  # noqa: PLC0415

    (tmp_path / "work").mkdir()
    with FileLock(tmp_path / "work" / "build.lock"):
        ended = build(tmp_path, [SMALLEST])
    assert ended.code == 2
    assert "another build is at work" in ended.stderr


# ---------------------------------------------------------------- questions to a release


def test_findings_in_every_format(samples: Built) -> None:
    count = ask(samples, "select count(*) from findings")[0][0]
    printed = {
        how: yujuesuan("findings", "--release", samples.release, "--format", how)
        for how in ("table", "json", "csv", "md")
    }
    assert {ended.code for ended in printed.values()} == {0}
    assert {ended.stderr for ended in printed.values()} == {""}
    assert len(json.loads(printed["json"].stdout)) == count
    assert len(printed["md"].stdout.splitlines()) == count + 2
    assert printed["csv"].stdout.startswith("finding_id,")
    assert f"{count:,} row" in printed["table"].stdout


def test_a_question_in_sql(samples: Built) -> None:
    ended = yujuesuan(
        "query", "select count(*) as n from dim_document", "--release", samples.release
    )
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.split() == ["n", "5", "1", "row"]


@pytest.mark.parametrize("sql", ["selec 1", "delete from figures", "select * from nothing"])
def test_a_question_that_cannot_be_answered(samples: Built, sql: str) -> None:
    ended = yujuesuan("query", sql, "--release", samples.release)
    assert ended.code == 2
    assert ended.stderr.startswith("Error: the question was not understood")
    assert "Traceback" not in ended.stderr


def test_no_release_yet(tmp_path: Path) -> None:
    ended = yujuesuan("findings", "--release", tmp_path / "release")
    assert ended.code == 2
    assert "there is no release in" in ended.stderr


def test_help_and_version() -> None:
    assert yujuesuan("--version").stdout.startswith("yujuesuan 0.")
    told = yujuesuan("build", "--help").stdout
    for word in ("--release", "--work", "--workers", "--full-refresh", "--keep", "Exit codes"):
        assert word in told
    told = yujuesuan("nightly", "--help").stdout
    for word in (
        "--documents",
        "--release",
        "--keep",
        "--settle",
        "--log",
        "Exit codes",
        "5 nothing new",
    ):
        assert word in told
