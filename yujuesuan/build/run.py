"""Build a release: documents in at one end, proved tables out at the other."""

from __future__ import annotations

import importlib
import os
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import IntEnum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extract.landing.store import extractor_version
from yujuesuan import __version__
from yujuesuan.build import intake, models, proving, report
from yujuesuan.build.aside import OUTCOME
from yujuesuan.build.intake import Left, Taken
from yujuesuan.build.order import Order
from yujuesuan.build.proving import Proved
from yujuesuan.build.report import Report
from yujuesuan.errors import GateRefusedError
from yujuesuan.gate import gate
from yujuesuan.gate.gate import Suite
from yujuesuan.release import contents as release
from yujuesuan.release import datapackage
from yujuesuan.release.differences import compare, of_documents
from yujuesuan.release.history import History, Kept
from yujuesuan.screen import Steps
from yujuesuan.workspace import check_project, program_version

SHOWN_GONE = 10
LIBRARIES = ("dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "camelot-py", "pypdfium2")


class Ending(IntEnum):
    """How a run ended that broke nowhere, as the exit code of `yujuesuan nightly`."""

    published = 0
    nothing_new = 5
    new_findings = 6


@dataclass(frozen=True)
class Built:
    """What came of a build: the release that is published now, and its report if it is new."""

    ending: Ending
    release: Kept | None
    left: tuple[Left, ...]
    report: Report | None = None


def build(order: Order, steps: Steps) -> Built:
    """Read, transform, check and publish; the release in place changes only at the very end.

    Raises BuildError in one of its kinds; whatever the kind, the release stays as it was.
    """
    check_project()
    history = History.of(order.release)
    history.check()
    suites = gate.load(order.expectations)
    order.workspace.folder.mkdir(parents=True, exist_ok=True)
    with order.workspace.held(), history.held():
        if finished := history.recover():
            steps.note(f"published {finished.id}, which an interrupted run had left finished")
        history.prune(order.keep)
        taken = intake.take_in(
            order.paths,
            order.workspace,
            steps,
            workers=order.workers,
            again=order.read_again,
            settle=order.settle,
        )
        if order.only_if_new and _is_released(history, taken):
            ending = Ending.published if finished else Ending.nothing_new
            return Built(ending, history.current(), taken.left)
        if not order.accept_loss:
            check_loss(history.current(), taken)
        with history.draft() as draft:
            folder, written = _write(order, suites, taken, history.current(), draft, steps)
            with steps.step("publish", "Publishing", "Published"):
                published = history.publish(folder, order.keep)
    ending = Ending.new_findings if written.has_news else Ending.published
    return Built(ending, published, taken.left, written)


def _is_released(history: History, taken: Taken) -> bool:
    """Tell whether the last run, with this program, made a release of just these documents.

    One withdrawn since counts: what a person went back behind is not published again unchanged.
    """
    newest, current = history.newest(), history.current()
    if newest is None or current is None:
        return False
    documents = [asdict(document) for document in taken.documents]
    same = (proving.as_read(newest.manifest), newest.manifest.get("versions"))
    return same == (documents, _versions()) and not current.damage()


def check_loss(previous: Kept | None, taken: Taken) -> None:
    """Make sure that most documents of the last release are still there.

    Raises GateRefusedError if not: a share of which only a part is mounted looks just like that.
    """
    before = previous.manifest.get("documents", ()) if previous else ()
    gone = of_documents(before, [asdict(document) for document in taken.documents]).removed
    if len(gone) * 2 > len(before):
        raise GateRefusedError(
            f"not published, as {len(gone):,} of {len(before):,} documents of the last release are "
            "gone",
            [*gone[:SHOWN_GONE], "if that is right, say so once: --accept-loss"],
        )


def _write(
    order: Order,
    suites: Sequence[Suite],
    taken: Taken,
    previous: Kept | None,
    draft: Path,
    steps: Steps,
) -> tuple[Path, Report]:
    """Write everything a release consists of into a folder within `draft`, manifest last."""
    # Great Expectations takes seconds to load; dbt runs in another process meanwhile.
    threading.Thread(
        target=importlib.import_module, args=("great_expectations",), daemon=True
    ).start()
    last = _reusable(order, previous)
    proved = proving.prove(order, suites, taken, last, draft, steps)
    folder, known = proved.folder, previous.set_aside if previous else frozenset()
    for one in proved.told_aside():
        steps.say(OUTCOME, file_name=one["file_name"], check=one["check"], reason=one["reason"])
        steps.note(f"{one['file_name']} is set aside: {one['reason']}")
    with steps.step("report", "Comparing with the last release", "Compared with the last release"):
        release.write_findings(folder)
        contents = _contents(proved)
        changes = compare(previous, folder, contents["documents"]) if previous else None
        seconds = {} if "SOURCE_DATE_EPOCH" in os.environ else dict(steps.seconds)
        written = report.gather(proved, taken, known, changes, seconds)
        report.write(written, folder, Path(order.release.name))
        about = {"created": contents["built_at"], "version": __version__}
        datapackage.write(folder, models.manifest(order.workspace), about)
        release.write_manifest(folder, contents)
    return folder, written


def _reusable(order: Order, previous: Kept | None) -> Path | None:
    """Return the last release if its tables can be gone on from: this program's, and whole."""
    if order.read_again or not previous or previous.manifest.get("versions") != _versions():
        return None
    return None if previous.damage() else previous.folder


def _contents(proved: Proved) -> dict[str, Any]:
    """List what a manifest says besides its files; only `built_at` differs from build to build."""
    verdict = proved.verdict
    return {
        "built_at": _now(),
        "versions": _versions(),
        "documents": [asdict(document) for document in proved.documents],
        "set_aside": proved.told_aside(),
        "tables": proved.counts,
        "checks": {
            "passed": sum(check.passed for check in verdict.checks),
            "failed": {
                severity: sum(c.severity == severity for c in verdict.warnings)
                for severity in ("warning", "info")
            },
        },
    }


def _versions() -> dict[str, str]:
    """Name all that a release depends on besides its documents."""
    return {
        "yujuesuan": __version__,
        "extractor": extractor_version(),
        "program": program_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def _now() -> str:
    """Return the time of the build, or SOURCE_DATE_EPOCH for builds that must repeat exactly."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), UTC) if epoch else datetime.now(UTC)
    return now.isoformat(timespec="seconds")
