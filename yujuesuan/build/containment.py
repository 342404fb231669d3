"""Which documents a verdict of the gate sets aside, and how many may be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from textwrap import shorten
from typing import Any

from yujuesuan.build.aside import Aside, Fault, Fingerprints
from yujuesuan.errors import GateRefusedError
from yujuesuan.gate.gate import OTHER_DOCUMENT, Check, Verdict

# The share of documents that may be set aside, and how many may be whatever their share.
SHARE = 0.1
FEW = 3
SHOWN_OPERANDS = 400
SHOWN_DOCUMENTS = 10


def at_fault(
    verdict: Verdict,
    open_documents: Collection[str],
    landed: Fingerprints,
    bodies: Sequence[Collection[str]],
) -> list[Aside]:
    """Return the documents that offend a critical check, each for the first check it offends.

    None where the checks that failed are about no document that could be set aside. Its company is
    its body, or all documents where it was judged against them.
    """
    faults: dict[str, Fault] = {}
    body_of = {document: body for body in bodies for document in body}
    for check in verdict.refusals:
        for document, row in check.documents.items():
            if document in open_documents and document not in faults:
                others = landed if check.against == "corpus" else body_of.get(document, ())
                company = {*others, *filter(None, [row.get(OTHER_DOCUMENT)])} - {document}
                faults[document] = Fault(check.sentence.en, _reason(check, row), tuple(company))
    return [
        Aside.of(document, Fault(one.check, one.reason, _apart(one.company, faults)), landed)
        for document, one in sorted(faults.items())
    ]


def _apart(company: Collection[str], others: Collection[str]) -> tuple[str, ...]:
    return tuple(document for document in company if document not in others)


def _reason(check: Check, row: Mapping[str, Any]) -> str:
    sentence = f"{check.sentence.en} ({check.sentence.zh})"
    return "; ".join(filter(None, [f"{check.table}: {sentence}", operands(row)]))


def operands(row: Mapping[str, Any]) -> str:
    """Write an offending row on one line."""
    told = ", ".join(f"{name}={value}" for name, value in row.items() if value is not None)
    return shorten(told, SHOWN_OPERANDS, placeholder=" …")


def check_share(told: Mapping[str, str], readable: int, share: float) -> None:
    """Make sure that no more documents are set aside than a release can do without.

    `told` gives each of them with the reason, by file name; `readable` counts all that were read.

    Raises GateRefusedError where it is most of them, or more than the share and more than a few.
    """
    count = len(told)
    allowed = max(FEW, int(share * readable))
    if count <= allowed and count * 2 <= readable:
        return
    shown = [f"{name}: {reason}" for name, reason in list(told.items())[:SHOWN_DOCUMENTS]]
    hidden = count - len(shown)
    raise GateRefusedError(
        f"not published, as {count:,} of {readable:,} documents would be set aside",
        [
            *shown,
            *([f"and {hidden:,} more"] if hidden else []),
            f"at most {share:.0%} may be, or {FEW}, and never most of them: "
            "--accept-aside takes another share",
        ],
    )
