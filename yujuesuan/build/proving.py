"""Work out the tables and check them, until what is left is fit to be published."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from yujuesuan.build import containment, models, slices
from yujuesuan.build.aside import OUTCOME, Aside
from yujuesuan.build.intake import Document, Taken
from yujuesuan.build.order import Order
from yujuesuan.database import DATABASE
from yujuesuan.errors import GateRefusedError
from yujuesuan.gate import data_docs, gate
from yujuesuan.gate.gate import Check, Suite, Verdict
from yujuesuan.release import contents as release
from yujuesuan.release import tables
from yujuesuan.screen import Steps
from yujuesuan.workspace import ROOT, Workspace

SHOWN_REFUSALS = 10


@dataclass(frozen=True)
class Proved:
    """Tables that are fit to be published, in a folder, and the documents they are made of.

    `read` are the documents as they were read; `aside` are those of them that are set aside.
    """

    folder: Path
    counts: dict[str, int]
    verdict: Verdict
    read: tuple[Document, ...]
    aside: tuple[Aside, ...]

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents, each with what became of it."""
        return _with_outcomes(self.read, self.aside)

    def told_aside(self) -> list[dict[str, Any]]:
        """List the documents set aside for a manifest: why, with which others, and as read."""
        files = {one.document_id: one for one in self.read if not one.same_as}
        return [
            {
                "document_id": one.document_id,
                "file_name": files[one.document_id].file_name,
                "check": one.check,
                "reason": one.reason,
                "with": sorted(files[key].file_name for key in one.company if key in files),
                "read": {
                    "outcome": files[one.document_id].outcome,
                    "reason": files[one.document_id].reason,
                },
            }
            for one in self.aside
        ]


def as_read(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the documents of a release as they were read, also those then set aside."""
    read = {one["document_id"]: one["read"] for one in manifest.get("set_aside", ())}
    return [
        {**document, **read.get(document["document_id"], {})}
        for document in manifest.get("documents", ())
    ]


def prove(
    order: Order,
    suites: Sequence[Suite],
    taken: Taken,
    last: Path | None,
    draft: Path,
    steps: Steps,
) -> Proved:
    """Write the tables into a folder within `draft` and check them.

    The documents that break a check are set aside, and what is left is worked out and checked
    again. `last` is a release whose tables can be gone on from.

    Raises GateRefusedError where too many are set aside, or what fails is about none that could be.
    """
    workspace, warehouse = order.workspace, order.workspace.warehouse
    known = set() if order.read_again else {one.document_id for one in slices.set_aside(warehouse)}
    for number in itertools.count(1):
        folder = draft / str(number)
        folder.mkdir()
        with steps.step("tables", "Working out what the figures mean", "Built the tables") as told:
            models.run(workspace, told, afresh=order.read_again and number == 1)
        aside = tuple(slices.set_aside(warehouse))
        _check_share(order, taken, aside, known)
        with steps.step("write", "Writing the tables", "Wrote the tables"):
            counts = tables.write(warehouse, folder, models.manifest(workspace), last)
            private = [ROOT, workspace.folder]
            release.write_docs(models.docs_page(workspace), folder, private=private)
        with steps.step("check", "Checking", "Checked"):
            verdict = gate.run(suites, folder / DATABASE)
            proved = Proved(folder, counts, verdict, taken.documents, aside)
            data_docs.write(verdict, folder / "data_docs", _names(taken), _reasons(proved))
        if not verdict.refusals:
            return proved
        offending = containment.at_fault(
            verdict,
            {document.document_id for document in proved.documents if document.is_readable},
            slices.present(workspace.landing),
            slices.bodies(slices.shared_names(warehouse)),
        )
        if not offending:
            raise _refused(verdict, folder, workspace)
        for one in offending:
            steps.note(f"{_names(taken)[one.document_id]} breaks a check: {one.check}")
        slices.note_aside(warehouse, offending)
        last = folder
    raise AssertionError("a count without an end has come to one")


def _check_share(order: Order, taken: Taken, aside: Sequence[Aside], known: Set[str]) -> None:
    """Refuse a release without too many of its documents; those newly set aside are tried again.

    Raises GateRefusedError.
    """
    readable = {document.document_id for document in taken.documents if document.is_readable}
    told = {_names(taken)[one.document_id]: one.reason for one in aside}
    try:
        containment.check_share(told, len(readable), order.accept_aside)
    except GateRefusedError:
        new = {one.document_id for one in aside} - known
        slices.forget_aside(order.workspace.warehouse, new)
        raise


def _names(taken: Taken) -> dict[str, str]:
    return {one.document_id: one.file_name for one in taken.documents if not one.same_as}


def _reasons(proved: Proved) -> dict[str, str]:
    return {d.file_name: d.reason for d in proved.documents if d.outcome == OUTCOME}


def _with_outcomes(given: Sequence[Document], aside: Sequence[Aside]) -> tuple[Document, ...]:
    reasons = {one.document_id: one.reason for one in aside}
    return tuple(
        replace(document, outcome=OUTCOME, reason=reasons[document.document_id])
        if document.document_id in reasons
        else document
        for document in given
    )


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
        example = f"; for instance {containment.operands(check.rows[0])}"
    return f"{check.table}: {check.sentence.en} ({check.sentence.zh}) {reason}{example}"
