"""The report a build ends with: for a person, as Markdown in the release, and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from yujuesuan.build.aside import OUTCOME
from yujuesuan.build.intake import Document, Left, Taken
from yujuesuan.build.proving import Proved
from yujuesuan.database import DATABASE, opened
from yujuesuan.release.differences import Changes, Finding
from yujuesuan.words import escaped, one_line

# A report is read to the end only if it has one: the rest is a command away.
SHOWN_FINDINGS = 20
SHOWN_DOCUMENTS = 20
# The same in the Markdown, which is read in the morning; report.json and findings.csv have all.
LISTED = 100
SHOWN_COMPANY = 5
EXAMPLE = (
    "select unit_name, fiscal_year, phase, sum(amount_yuan) as yuan "
    "from fct_expenditure_by_function join dim_unit using (unit_id) group by all order by all"
)
OUTCOMES = ("holds", "rounding", "broken", "ambiguous", "operand_missing", "not_applicable")
TO_LOOK_AT = frozenset({"critical", "warning"})
WORDS = {
    "holds": "hold to the last digit",
    "rounding": "hold within rounding",
    "broken": "broken",
    "ambiguous": "open, for figures whose column is in doubt",
    "operand_missing": "not computed, as one side is not printed",
    "not_applicable": "not applicable",
}


@dataclass(frozen=True)
class Read:
    """A document that was read, and what was found in it."""

    file_name: str
    pages: int | None
    tables: int
    figures: int
    note: str = ""


@dataclass(frozen=True)
class Aside:
    """A document that was read and is set aside, with the check or model it breaks, and how.

    `company` are the files it was worked out with; `is_new` where the last release held it.
    """

    file_name: str
    check: str
    reason: str
    company: tuple[str, ...]
    is_new: bool


@dataclass(frozen=True)
class Report:
    """What a release holds, in the numbers a person asks for first, and what is new in it.

    `landed` are the documents read by this run; the others were read before. `seconds` says what
    each step took, and is empty where builds must repeat exactly.
    """

    read: tuple[Read, ...]
    set_aside: tuple[Aside, ...]
    unread: tuple[Document, ...]
    left: tuple[Left, ...]
    landed: int
    identities: tuple[tuple[str, int], ...]
    coverage: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    checks: int
    passed: int
    changes: Changes | None
    seconds: Mapping[str, float]

    @property
    def has_news(self) -> bool:
        """Tell whether there is something to look at that the last release did not have.

        That is a finding above a note, or a document that is set aside.
        """
        new = self.changes.new_findings if self.changes else self.findings
        return any(finding.severity in TO_LOOK_AT for finding in new) or any(
            one.is_new for one in self.set_aside
        )

    @property
    def seen(self) -> int:
        """How many files were given and not left for the next run."""
        return len(self.read) + len(self.set_aside) + len(self.unread)

    @property
    def figures(self) -> int:
        """How many printed figures became rows."""
        return sum(document.figures for document in self.read)

    @property
    def tables(self) -> int:
        """How many printed tables hold them."""
        return sum(document.tables for document in self.read)


def gather(
    proved: Proved,
    taken: Taken,
    known_aside: Collection[str],
    changes: Changes | None,
    seconds: Mapping[str, float],
) -> Report:
    """Collect the numbers from the tables of a release.

    `known_aside` are the documents that the last release had set aside.
    """
    given, verdict = proved.documents, proved.verdict
    with opened(proved.folder / DATABASE) as connection:
        counts = {
            document_id: (tables, figures)
            for document_id, tables, figures in connection.execute(
                "select document_id, count(distinct table_no), count(*) from figures group by all"
            ).fetchall()
        }
        outcomes = dict(
            connection.execute(
                "select outcome, count(*) from audit_identities group by all"
            ).fetchall()
        )
        coverage = connection.execute(
            "select status, count(*) from coverage group by all order by all"
        ).fetchall()
        findings = connection.execute(
            "select case when status = 'open' then severity else status end,"
            " file_name, page, explanation from findings order by rank"
        ).fetchall()
    return Report(
        read=tuple(_read(d, *counts.get(d.document_id, (0, 0))) for d in given if d.is_readable),
        set_aside=tuple(
            Aside(
                one["file_name"],
                one["check"],
                one["reason"],
                tuple(one["with"]),
                one["document_id"] not in known_aside,
            )
            for one in proved.told_aside()
        ),
        unread=tuple(d for d in given if not d.is_readable and d.outcome != OUTCOME),
        left=taken.left,
        landed=len({d.document_id for d in given} & taken.landed),
        identities=tuple((name, outcomes[name]) for name in OUTCOMES if name in outcomes),
        coverage=tuple((status, count) for status, count in coverage),
        findings=tuple(Finding(*row) for row in findings),
        checks=len(verdict.checks),
        passed=sum(check.passed for check in verdict.checks),
        changes=changes,
        seconds=seconds,
    )


def _read(document: Document, tables: int, figures: int) -> Read:
    if document.same_as:
        return Read(document.file_name, document.page_count, 0, 0, f"same as {document.same_as}")
    notes = [document.reason] if document.outcome == "partly" else []
    if not figures:
        notes.append("no budget figures in it")
    return Read(document.file_name, document.page_count, tables, figures, "; ".join(notes))


# ---------------------------------------------------------------- as Markdown, and plain text


def write(report: Report, folder: Path, release: Path) -> None:
    """Write the report beside the tables, for people and for programs."""
    (folder / "report.md").write_text(markdown(report, release), encoding="utf-8")
    text = json.dumps(_content(report), ensure_ascii=False, indent=2)
    (folder / "report.json").write_text(text + "\n", encoding="utf-8")


def _content(report: Report) -> dict[str, object]:
    """Arrange a report for programs; of the findings, those that are new or gone."""
    changes = report.changes
    return {
        "documents": {
            "seen": report.seen + len(report.left),
            "landed": report.landed,
            "landed_before": report.seen - report.landed,
            "set_aside": [asdict(one) for one in report.set_aside],
            "rejected": [
                {"file_name": d.file_name, "outcome": d.outcome, "reason": d.reason}
                for d in report.unread
            ],
            "left_for_the_next_run": [asdict(one) for one in report.left],
            **(asdict(changes.documents) if changes else {}),
        },
        "since": {"release": changes.since, "built_at": changes.built_at} if changes else None,
        "figures": report.figures,
        "tables_with_figures": report.tables,
        "identities": dict(report.identities),
        "coverage": dict(report.coverage),
        "checks": {"asked": report.checks, "passed": report.passed},
        "findings": {
            "all": dict(Counter(finding.severity for finding in report.findings)),
            "new": [asdict(f) for f in (changes.new_findings if changes else report.findings)],
            "gone": [asdict(f) for f in (changes.gone_findings if changes else ())],
        },
        "rows": [asdict(table) for table in (changes.tables if changes else ())],
        "columns": list(changes.columns) if changes else [],
        "seconds": dict(report.seconds),
    }


def markdown(report: Report, release: Path) -> str:
    """Write the report as Markdown that also reads well as it is."""
    return "\n".join(_lines(report, release)) + "\n"


def _lines(report: Report, release: Path) -> Iterator[str]:
    yield "# Release report"
    yield ""
    if report.set_aside:
        yield from _aside_listed(report.set_aside)
        yield ""
    yield from _summary(report)
    if report.changes:
        yield from _changes(report.changes)
    yield ""
    yield "## Documents"
    yield ""
    yield from _documents_listed(report)
    yield ""
    yield "## What should be looked at"
    yield ""
    if not report.findings:
        yield "Nothing: every figure is placed, and every identity holds within rounding."
    yield from _findings_listed(report.findings, "findings.csv")
    yield ""
    yield "## How to query it"
    yield ""
    for line in _how_to_query(release):
        yield f"    {line}"


def _summary(report: Report) -> Iterator[str]:
    yield (
        f"{_count(len(report.read), 'document')} read, "
        + (f"{len(report.set_aside)} set aside, " if report.set_aside else "")
        + f"{len(report.unread)} not; "
        f"{_count(report.tables, 'table')} with {_count(report.figures, 'figure')}."
    )
    yield (
        "Identities: " + "; ".join(f"{count:,} {WORDS[o]}" for o, count in report.identities) + "."
    )
    yield f"Checks before publishing: {report.passed} of {report.checks} passed, all critical ones."
    if report.coverage:
        told = ", ".join(f"{count:,} {status}" for status, count in report.coverage)
        yield f"Tables a disclosure should have: {told}."
    if report.seconds:
        told = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in report.seconds.items())
        yield f"{_count(report.landed, 'document')} read anew. Time: {told}."


def _aside_listed(documents: Sequence[Aside]) -> Iterator[str]:
    """Name the documents set aside, those new first."""
    yield (
        f"**{_count(len(documents), 'document')} set aside**: no table has rows of what breaks a "
        "check or a model of ours. All others are published."
    )
    yield ""
    for one in sorted(documents, key=lambda one: not one.is_new)[:LISTED]:
        new = " (new)" if one.is_new else ""
        company = "; worked out with " + ", ".join(one.company[:SHOWN_COMPANY])
        told = one.reason + (company if one.company else "")
        yield f"- {escaped(one.file_name)}{new}: {escaped(told)}"
    if len(documents) > LISTED:
        yield f"- …{_more(len(documents) - LISTED, 'report.json')}"


def _changes(changes: Changes) -> Iterator[str]:
    """Tell what is new: documents first, for they explain the rest."""
    yield ""
    yield f"## Since the release of {changes.built_at} ({changes.since})"
    yield ""
    yield from _told_documents(changes) or ["- The documents are the same."]
    if changes.columns:
        yield f"- Columns: {escaped(', '.join(changes.columns))}"
    for word, findings in (("New", changes.new_findings), ("Gone", changes.gone_findings)):
        if findings:
            yield ""
            yield f"### {word} findings: {len(findings):,}"
            yield ""
            yield from _findings_listed(findings, "report.json")
    if changes.tables:
        yield ""
        yield "### Rows"
    for table in changes.tables:
        yield ""
        yield (
            f"{table.name}: {table.added:,} added, {table.changed:,} changed, "
            f"{table.removed:,} removed; now {_count(table.rows, 'row')}"
        )
        yield ""
        for example in table.examples:
            values = " → ".join(filter(None, (example.before, example.after)))
            told = filter(None, (example.what, example.row, values))
            yield "- " + escaped(": ".join(told))
    if not changes.tables:
        yield "- No row of a fact, dimension or of the coverage differs."


def _told_documents(changes: Changes) -> list[str]:
    documents = changes.documents
    told = {
        "New": [escaped(name) for name in documents.new],
        "Replaced by another content": [escaped(name) for name in documents.replaced],
        "Renamed": [f"{escaped(old)} to {escaped(new)}" for old, new in documents.renamed],
        "Removed": [escaped(name) for name in documents.removed],
        "Read with another outcome": [
            f"{escaped(name)} ({old} before, {new} now)" for name, old, new in documents.reread
        ],
    }
    return [
        f"- {word}: {', '.join(names[:LISTED])}" + _more(len(names) - LISTED, "report.json")
        for word, names in told.items()
        if names
    ]


def _documents_listed(report: Report) -> Iterator[str]:
    """List what was not read, then what was, with what a person may want to know of it."""
    for left in report.left:
        yield f"- {escaped(left.file_name)}: left for the next run, {escaped(left.reason)}"
    for unread in report.unread[:LISTED]:
        yield f"- {escaped(unread.file_name)}: **{unread.outcome}**, {escaped(unread.reason)}"
    for document in report.read[:LISTED]:
        note = f" ({escaped(document.note)})" if document.note else ""
        pages = _count(document.pages, "page") + ", " if document.pages else ""
        held = f"{_count(document.tables, 'table')}, {_count(document.figures, 'figure')}"
        yield f"- {escaped(document.file_name)}: {pages}{held}{note}"
    hidden = max(len(report.unread) - LISTED, 0) + max(len(report.read) - LISTED, 0)
    if hidden:
        yield f"- …{_more(hidden, 'manifest.json')}"


def _findings_listed(findings: Sequence[Finding], where: str) -> Iterator[str]:
    for finding in findings[:LISTED]:
        yield f"- {finding.severity}: {escaped(_where(finding))}: {escaped(finding.explanation)}"
    if len(findings) > LISTED:
        yield f"- …{_more(len(findings) - LISTED, where)}"


def _more(hidden: int, where: str) -> str:
    return f" and {hidden:,} more, in {where}" if hidden > 0 else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _where(finding: Finding) -> str:
    return finding.file_name + (f", page {finding.page}" if finding.page else "")


def _how_to_query(release: Path) -> Iterator[str]:
    place = _shown(release)
    yield f'yujuesuan query --release {place} "{EXAMPLE}"'
    yield f'duckdb -readonly {place}/yujuesuan.duckdb "{EXAMPLE}"'
    yield (
        f"python -c \"import duckdb; duckdb.connect('{place}/yujuesuan.duckdb', read_only=True)"
        ".sql('from findings').show()\""
    )


def _shown(path: Path) -> str:
    """Name a folder as one would type it here."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


# ---------------------------------------------------------------- on a terminal


def show(report: Report, release: Path, console: Console) -> None:
    """Print the report: tables and colours on a terminal, Markdown elsewhere."""
    if not console.is_terminal:
        console.file.write(markdown(report, release))
        return
    console.print()
    if report.changes:
        for line in _changes_in_short(report.changes):
            console.print(escape(line))
        console.print()
    console.print(_documents(report))
    for aside in report.set_aside:
        console.print(
            f"[red]✗[/] {escape(aside.file_name)}: [bold]set aside[/], {escape(aside.reason)}"
        )
    for document in report.unread:
        console.print(
            f"[red]✗[/] {escape(document.file_name)}: [bold]{document.outcome}[/], "
            f"{escape(document.reason)}"
        )
    console.print()
    console.print(_identities(report))
    console.print()
    _show_findings(report, console)
    console.print()
    place = _shown(release)
    console.print(f"[bold green]Published in {escape(place)}/[/]: the database yujuesuan.duckdb,")
    console.print("parquet/, findings.csv, data_docs/index.html, docs/index.html, manifest.json")
    console.print()
    for line in _how_to_query(release):
        console.print(f"  [cyan]{escape(line)}[/]", soft_wrap=True)


def _changes_in_short(changes: Changes) -> Iterator[str]:
    yield f"Since the release of {changes.built_at}"
    yield from _told_documents(changes)
    new, gone = len(changes.new_findings), len(changes.gone_findings)
    yield f"- Findings: {new:,} new, {gone:,} gone"
    for table in changes.tables:
        told = f"{table.added:,} added, {table.changed:,} changed, {table.removed:,} removed"
        yield f"- {table.name}: {told}"


def _documents(report: Report) -> Table:
    table = Table(title="Documents", title_justify="left", box=None, pad_edge=False)
    table.add_column("File", overflow="fold")
    for name in ("Pages", "Tables", "Figures"):
        table.add_column(name, justify="right")
    table.add_column("", style="dim")
    for document in report.read[:SHOWN_DOCUMENTS]:
        table.add_row(
            escape(document.file_name),
            str(document.pages or ""),
            str(document.tables),
            f"{document.figures:,}",
            escape(document.note),
        )
    hidden = len(report.read) - SHOWN_DOCUMENTS
    if hidden > 0:
        table.add_row(f"… and {hidden:,} more", "", "", "", "")
    table.add_row("[bold]All", "", f"[bold]{report.tables:,}", f"[bold]{report.figures:,}", "")
    return table


def _identities(report: Report) -> Table:
    table = Table(title="What must add up", title_justify="left", box=None, pad_edge=False)
    table.add_column("", justify="right")
    table.add_column("")
    colours = {"holds": "green", "rounding": "green", "broken": "red"}
    for outcome, count in report.identities:
        colour = colours.get(outcome, "dim")
        table.add_row(f"[{colour}]{count:,}[/]", f"[{colour}]{WORDS[outcome]}[/]")
    table.show_header = False
    return table


def _show_findings(report: Report, console: Console) -> None:
    if not report.findings:
        console.print("Nothing needs looking at.")
        return
    counts = Counter(finding.severity for finding in report.findings)
    console.print(
        "[italic]What should be looked at[/]: " + ", ".join(f"{n:,} {s}" for s, n in counts.items())
    )
    for finding in report.findings[:SHOWN_FINDINGS]:
        colour = {"critical": "red", "warning": "yellow"}.get(finding.severity, "dim")
        console.print(f"[{colour}]●[/] [bold]{escape(_where(finding))}[/]")
        console.print(f"  {escape(one_line(finding.explanation))}")
    hidden = len(report.findings) - SHOWN_FINDINGS
    if hidden > 0:
        console.print(f"  … and {hidden:,} more: yujuesuan audit")
