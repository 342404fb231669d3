"""Findings of a release for an auditor: grouped by cause, with operands, tolerance and evidence."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.database import opened, published
from yujuesuan.errors import UsageError
from yujuesuan.words import escaped

EXIT_CODES = {"critical": 3, "warning": 1, "info": 0}
# Fewer digits of a hash name a document by chance.
SHORTEST_ID = 4
SHOWN_NAMES = 8


@dataclass(frozen=True)
class Place:
    """One broken identity; amounts in yuan, `page` and `other_page` of its two sides."""

    identity: str
    place: str
    page: int | None
    other_page: int | None
    left_yuan: Decimal
    right_yuan: Decimal
    difference_yuan: Decimal
    tolerance_yuan: Decimal
    status: str
    sentence_en: str
    sentence_zh: str


@dataclass(frozen=True)
class Finding:
    """One cause of broken identities, or one thing to look at, as in the table `findings`.

    `places` are all the identities it breaks, the one whose operands are quoted first.
    """

    finding_id: str
    document_id: str
    file_name: str
    severity: str
    status: str
    note: str | None
    identity: str
    page: int | None
    other_page: int | None
    left_text: str | None
    right_text: str | None
    left_yuan: Decimal | None
    right_yuan: Decimal | None
    difference_yuan: Decimal | None
    tolerance_yuan: Decimal | None
    tolerance_reason: str | None
    tolerance_reason_zh: str | None
    explanation: str
    explanation_zh: str
    attribution: str
    cause: str
    cause_zh: str | None
    suggestion: str | None
    suggestion_zh: str | None
    likely_figure: str | None
    likely_yuan: Decimal | None
    broken_count: int
    places: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Audit:
    """What was looked at, and what was found, worst first."""

    documents: tuple[str, ...]
    outcomes: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings nobody has dealt with."""
        return tuple(finding for finding in self.findings if finding.status == "open")

    @property
    def exit_code(self) -> int:
        """3 with open critical findings, 1 with open warnings, 0 otherwise."""
        return max((EXIT_CODES[finding.severity] for finding in self.open), default=0)


def audit(release: Path, document: str | None = None) -> Audit:
    """Collect the findings of a release, or of the documents that `document` names.

    Raises UsageError where there is no release, or nothing in it has that name.
    """
    with opened(published(release)) as connection:
        names = {
            document_id: (file_name, sha256)
            for document_id, file_name, sha256 in connection.execute(
                "select document_id, file_name, sha256 from dim_document order by file_name"
            ).fetchall()
        }
        chosen = list(names) if document is None else _named(document, names, release)
        places: dict[str, list[Place]] = {}
        for finding_id, *values in _rows(connection, "finding_id", Place, chosen):
            places.setdefault(finding_id, []).append(Place(*values))
        return Audit(
            documents=tuple(names[document_id][0] for document_id in chosen),
            outcomes=dict(
                connection.execute(
                    "select outcome, count(*) from audit_identities"
                    " where list_contains(?, document_id) group by all",
                    [chosen],
                ).fetchall()
            ),
            findings=tuple(
                replace(Finding(*values), places=tuple(places.get(finding_id, ())))
                for finding_id, *values in _rows(connection, "finding_id", Finding, chosen)
            ),
        )


def _rows(
    connection: duckdb.DuckDBPyConnection, key: str, kind: type, documents: Sequence[str]
) -> list[tuple[Any, ...]]:
    """Return the rows of a table with the columns of a dataclass, after a key."""
    columns = ", ".join([key, *(f.name for f in fields(kind) if f.name != "places")])
    table, order = {
        Place: ("finding_places", "is_speaking desc, identity, place"),
        Finding: ("findings", "rank"),
    }[kind]
    return connection.execute(
        f"select {columns} from {table} where list_contains(?, document_id) order by {order}",
        [list(documents)],
    ).fetchall()


def _named(wanted: str, names: dict[str, tuple[str, str]], release: Path) -> list[str]:
    """Return the documents that a file, a file name or the beginning of an id names."""
    path = Path(wanted)
    if path.is_file():
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        found = [key for key, (_, sha256) in names.items() if sha256 == digest]
        if not found:
            raise UsageError(
                f"{wanted} is not in the release {release}",
                [f"read it first: yujuesuan build {wanted} --release {release}"],
            )
        return found
    if found := [k for k, (name, _) in names.items() if path.name in (name, Path(name).stem)]:
        return found
    if len(wanted) >= SHORTEST_ID:
        found = [k for k, (_, sha256) in names.items() if sha256.startswith(wanted.lower())]
        if len(found) == 1:
            return found
    near = [name for name, _ in names.values() if wanted.lower() in name.lower()]
    near += difflib.get_close_matches(path.name, [name for name, _ in names.values()], n=5)
    raise UsageError(
        f"no document of the release {release} is named {wanted}",
        [f"there is {name}" for name in dict.fromkeys(near or [n for n, _ in names.values()])][
            :SHOWN_NAMES
        ],
    )


# ---------------------------------------------------------------- as text

LABELS = {
    "en": {
        "critical": "critical", "warning": "warning", "info": "note",
        "acknowledged": "acknowledged", "corrected": "corrected",
        "misread": "misread by us", "misprinted": "misprinted", "undecided": "undecided",
        "page": "p. {}", "difference": "difference", "allowed": "rounding allows",
        "whose": "whose", "repair": "repair", "also": "also", "decided": "decided",
        "rule": "rule", "none": "Nothing was found: every identity holds within rounding.",
    },
    "zh": {
        "critical": "严重", "warning": "警告", "info": "提示",
        "acknowledged": "已确认", "corrected": "已更正",
        "misread": "本系统误读", "misprinted": "公开文件有误", "undecided": "未定",
        "page": "第{}页", "difference": "差额", "allowed": "舍入允许",
        "whose": "责任", "repair": "修正", "also": "同因", "decided": "说明",
        "rule": "关系", "none": "未发现问题：各条勾稽关系在舍入误差内相符。",
    },
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line about a finding: what it is about, and the words."""

    label: str
    text: str


def headline(finding: Finding, language: str) -> str:
    """Name a finding in one line: how serious, where, whose."""
    words = LABELS[language]
    state = finding.severity if finding.status == "open" else finding.status
    pages = dict.fromkeys(p for p in (finding.page, finding.other_page) if p is not None)
    where = ", ".join([finding.file_name, *(words["page"].format(page) for page in pages)])
    return f"{words[state]} · {where} · {words[finding.attribution]}"


def lines(finding: Finding, language: str) -> Iterator[Line]:
    """Tell a finding line by line: both operands, the rule, the tolerance, the evidence."""
    words = LABELS[language]
    chinese = language == "zh"
    if finding.left_yuan is None or finding.right_yuan is None or not finding.places:
        yield Line(words["rule"], finding.explanation_zh if chinese else finding.explanation)
    else:
        speaking = finding.places[0]
        yield Line(words["rule"], speaking.sentence_zh if chinese else speaking.sentence_en)
        yield _operand(finding.left_yuan, finding.left_text, finding.page, words)
        yield _operand(finding.right_yuan, finding.right_text, finding.other_page, words)
        reason = finding.tolerance_reason_zh if chinese else finding.tolerance_reason
        yield Line(f"{finding.difference_yuan:,.2f}", f"{words['difference']}; {reason}")
    yield Line(words["whose"], _attribution(finding, language))
    suggestion = finding.suggestion_zh if chinese else finding.suggestion
    if suggestion:
        yield Line(words["repair"], suggestion)
    if finding.note:
        yield Line(words["decided"], finding.note)
    for place in finding.places[1:]:
        yield Line(
            words["also"], f"{place.place}: {place.left_yuan:,.2f} ≠ {place.right_yuan:,.2f}"
        )


def _operand(amount: Decimal, text: str | None, page: int | None, words: dict[str, str]) -> Line:
    where = "" if page is None else f" ({words['page'].format(page)})"
    return Line(f"{amount:,.2f}", f"{text}{where}")


def _attribution(finding: Finding, language: str) -> str:
    evidence = (finding.cause_zh if language == "zh" else None) or finding.cause
    return f"{LABELS[language][finding.attribution]}: {evidence}"


def summary(found: Audit, language: str) -> str:
    """Count what was looked at and what was found."""
    words = LABELS[language]
    counts = Counter(f.severity if f.status == "open" else f.status for f in found.findings)
    told = ", ".join(f"{counts[state]} {words[state]}" for state in words if counts[state])
    held = found.outcomes.get("holds", 0) + found.outcomes.get("rounding", 0)
    broken = found.outcomes.get("broken", 0)
    if language == "zh":
        documents = f"{len(found.documents)}份文件"
        return f"{documents}：{held:,}条勾稽关系相符，{broken:,}条不符；{told or '无发现'}"
    documents = f"{len(found.documents)} document{'' if len(found.documents) == 1 else 's'}"
    return f"{documents}: {held:,} identities hold, {broken:,} are broken; {told or 'no findings'}"


def markdown(found: Audit, language: str) -> Iterator[str]:
    """Write the findings as Markdown, one section for each cause."""
    yield f"# {escaped(summary(found, language))}"
    if not found.findings:
        yield f"\n{LABELS[language]['none']}"
    for finding in found.findings:
        yield f"\n## {escaped(headline(finding, language))}\n"
        yield from (
            f"- **{escaped(one.label)}** {escaped(one.text)}" for one in lines(finding, language)
        )


def as_data(found: Audit) -> list[dict[str, Any]]:
    """Return the findings with their places as plain dictionaries."""
    return [asdict(finding) for finding in found.findings]
