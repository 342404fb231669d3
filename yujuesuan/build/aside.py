"""Documents set aside: why, what they were worked out with, and how the one at fault is found.

A document whose rows break a check, or on which a model fails, is landed again without its content
and with this as its outcome: it stands in `dim_document`, and has no other row. It is set aside for
as long as it, what it was worked out with and the program stay the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

OUTCOME = "set_aside"
# What identifies the landed content of each document.
Fingerprints = Mapping[str, str]


@dataclass(frozen=True)
class Fault:
    """What somebody is told of a fault: the model or the check, and what came of it.

    `company` are the documents without which it might not be there.
    """

    check: str
    reason: str
    company: tuple[str, ...] = ()


@dataclass(frozen=True)
class Aside:
    """A document that is set aside, as its landed content was; `company` likewise."""

    document_id: str
    fingerprint: str
    check: str
    reason: str
    company: Fingerprints = field(default_factory=dict)

    @classmethod
    def of(cls, document_id: str, fault: Fault, landed: Fingerprints) -> Aside:
        """Set a document aside for a fault."""
        company = {key: landed[key] for key in sorted(fault.company) if key in landed}
        return cls(document_id, landed[document_id], fault.check, fault.reason, company)

    @property
    def mark(self) -> str:
        """What stands for its content while it is set aside."""
        told = json.dumps([self.fingerprint, self.check, self.reason], ensure_ascii=False)
        return f"{OUTCOME} {sha256(told.encode()).hexdigest()[:16]}"


def still_valid(asides: Iterable[Aside], landed: Fingerprints) -> dict[str, Aside]:
    """Return those whose content and company are landed as they were, by document.

    Where one of its company is set aside itself, or gone, a document is tried anew.
    """
    valid = {one.document_id: one for one in asides}
    while True:
        rest = {
            key: one
            for key, one in valid.items()
            if landed.get(key) == one.fingerprint
            and one.company.items() <= landed.items()
            and valid.keys().isdisjoint(one.company)
        }
        if len(rest) == len(valid):
            return rest
        valid = rest


def culprits(
    documents: Sequence[str],
    fails: Callable[[Sequence[str]], Fault | None],
    fault: Fault,
) -> dict[str, Fault]:
    """Find the documents without which the others do not fail; together they do, with `fault`.

    Halves are tried, and halves of what fails. Where none fails by itself, it is the last of the
    fewest that fail together, counted in the order given; the others are its company.
    """
    if len(documents) == 1:
        return {documents[0]: fault}
    found: dict[str, Fault] = {}
    middle = len(documents) // 2
    for half in (documents[:middle], documents[middle:]):
        if told := fails(half):
            found |= culprits(half, fails, told)
    rest = [document for document in documents if document not in found]
    remaining = (fails(rest) if rest else None) if found else fault
    while remaining:
        last, told = _last_of_fewest(rest, fails, remaining)
        found[rest[last]] = Fault(told.check, told.reason, tuple(rest[:last]))
        rest.pop(last)
        remaining = fails(rest)
    return {key: replace(one, company=_without(one.company, found)) for key, one in found.items()}


def _without(documents: Iterable[str], others: Collection[str]) -> tuple[str, ...]:
    return tuple(document for document in documents if document not in others)


def _last_of_fewest(
    documents: Sequence[str], fails: Callable[[Sequence[str]], Fault | None], fault: Fault
) -> tuple[int, Fault]:
    """Return where the first documents that fail together end, and how they fail."""
    passing, failing = 1, len(documents)
    while failing - passing > 1:
        middle = (passing + failing) // 2
        if told := fails(documents[:middle]):
            failing, fault = middle, told
        else:
            passing = middle
    return failing - 1, fault
