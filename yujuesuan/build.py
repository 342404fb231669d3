"""Build a release: documents in at one end, proved tables out at the other."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from textwrap import shorten
from typing import Any

from extract.landing import extractor_version
from yujuesuan import __version__, data_docs, gate, intake, release, report, transform
from yujuesuan.errors import GateRefusedError
from yujuesuan.gate import Check, Verdict
from yujuesuan.intake import Document
from yujuesuan.progress import Steps
from yujuesuan.workspace import EXPECTATIONS, ROOT, Workspace, check_project

SHOWN_REFUSALS = 10


@dataclass(frozen=True)
class Order:
    """What a build is asked to do."""

    paths: tuple[Path, ...]
    release: Path
    workspace: Workspace
    workers: int | None = None
    read_again: bool = False
    expectations: Path = EXPECTATIONS


def build(order: Order, steps: Steps) -> report.Report:
    """Read, transform, check and publish; the release in place changes only at the very end.

    Raises BuildError in one of its kinds; whatever the kind, the release stays as it was.
    """
    check_project()
    release.check_replaceable(order.release)
    suites = gate.load(order.expectations)
    order.workspace.folder.mkdir(parents=True, exist_ok=True)
    with order.workspace.held(), release.draft(order.release) as folder:
        given = intake.take_in(
            order.paths, order.workspace, steps, workers=order.workers, again=order.read_again
        )
        # Great Expectations takes seconds to load; dbt runs in another process meanwhile.
        loading = threading.Thread(
            target=importlib.import_module, args=("great_expectations",), daemon=True
        )
        loading.start()
        with steps.step("Working out what the figures mean", "Built the tables") as counted:
            transform.run(order.workspace, counted)
        with steps.step("Writing the tables", "Wrote the tables"):
            counts = _write(order.workspace, folder)
        with steps.step("Checking", "Checked") as counted:
            loading.join()
            verdict = gate.run(suites, folder / release.DATABASE)
            names = {document.document_id: document.file_name for document in given}
            data_docs.write(verdict, folder / "data_docs", names)
        if verdict.refusals:
            raise _refused(verdict, folder, order.workspace)
        release.write_findings(folder)
        written = report.gather(folder / release.DATABASE, given, verdict)
        text = report.markdown(written, Path(order.release.name))
        (folder / "report.md").write_text(text, encoding="utf-8")
        release.write_manifest(folder, _contents(given, counts, verdict))
        release.publish(folder, order.release)
    return written


def _write(workspace: Workspace, folder: Path) -> dict[str, int]:
    manifest = json.loads((workspace.target / "manifest.json").read_text(encoding="utf-8"))
    counts = release.write_tables(workspace.warehouse, folder, manifest)
    release.write_docs(transform.docs_page(workspace), folder, private=[ROOT, workspace.folder])
    return counts


def _refused(verdict: Verdict, folder: Path, workspace: Workspace) -> GateRefusedError:
    """Keep the Data Docs of a refused build, and say what failed."""
    shutil.rmtree(workspace.refused, ignore_errors=True)
    shutil.copytree(folder / "data_docs", workspace.refused)
    failed = len(verdict.refusals)
    return GateRefusedError(
        f"not published, as {failed} critical check{'s' if failed > 1 else ''} failed",
        [
            *map(_in_words, verdict.refusals[:SHOWN_REFUSALS]),
            f"all of them, row by row: {workspace.refused / 'index.html'}",
        ],
    )


def _in_words(check: Check) -> str:
    reason = check.error or f"{check.failures:,} of {check.examined:,} rows"
    example = ""
    if check.rows:
        operands = ", ".join(f"{k}={v}" for k, v in check.rows[0].items() if v is not None)
        example = f"; for instance {shorten(operands, 400, placeholder=' …')}"
    return f"{check.table}: {check.sentence.en} ({check.sentence.zh}) {reason}{example}"


def _contents(
    given: Sequence[Document], counts: dict[str, int], verdict: Verdict
) -> dict[str, Any]:
    """List what a manifest says besides its files; only `built_at` differs from build to build."""
    return {
        "built_at": _now(),
        "versions": {
            "yujuesuan": __version__,
            "extractor": extractor_version(),
            **{n: version(n) for n in ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations")},
        },
        "documents": [asdict(document) for document in given],
        "tables": counts,
        "checks": {
            "passed": sum(check.passed for check in verdict.checks),
            "failed": {
                severity: sum(c.severity == severity for c in verdict.warnings)
                for severity in ("warning", "info")
            },
        },
    }


def _now() -> str:
    """Return the time of the build, or SOURCE_DATE_EPOCH for builds that must repeat exactly."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.isoformat(timespec="seconds")
