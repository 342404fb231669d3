"""The short report a build ends with, for a person, and the same as Markdown in the release."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from yujuesuan.gate import Verdict
from yujuesuan.intake import Document
from yujuesuan.release import opened

# A report is read to the end only if it has one: the rest is a command away.
SHOWN_FINDINGS = 20
SHOWN_DOCUMENTS = 20
EXAMPLE = (
    "select unit_name, fiscal_year, phase, sum(amount_yuan) as yuan "
    "from fct_expenditure_by_function join dim_unit using (unit_id) group by all order by all"
)
OUTCOMES = ("holds", "rounding", "broken", "ambiguous", "operand_missing", "not_applicable")
WORDS = {
    "holds": "hold to the last digit",
    "rounding": "hold within rounding",
    "broken": "broken",
    "ambiguous": "open, for figures whose column is in doubt",
    "operand_missing": "not computed, as one side is not printed",
    "not_applicable": "not applicable",
}


@dataclass(frozen=True)
class Finding:
    """Something a person should look at, with both operands as printed in its explanation.

    `severity` is acknowledged or corrected where somebody has dealt with it.
    """

    severity: str
    file_name: str
    page: int | None
    explanation: str


@dataclass(frozen=True)
class Read:
    """A document that was read, and what was found in it."""

    file_name: str
    pages: int | None
    tables: int
    figures: int
    note: str = ""


@dataclass(frozen=True)
class Report:
    """What a release holds, in the numbers a person asks for first."""

    read: tuple[Read, ...]
    unread: tuple[Document, ...]
    identities: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    checks: int
    passed: int

    @property
    def has_new_findings(self) -> bool:
        """Tell whether there is something to look at that the last release did not have."""
        return False

    @property
    def figures(self) -> int:
        """How many printed figures became rows."""
        return sum(document.figures for document in self.read)

    @property
    def tables(self) -> int:
        """How many printed tables hold them."""
        return sum(document.tables for document in self.read)


def gather(database: Path, given: Sequence[Document], verdict: Verdict) -> Report:
    """Collect the numbers from the tables of a release."""
    with opened(database) as connection:
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
        findings = connection.execute(
            "select case when status = 'open' then severity else status end,"
            " file_name, page, explanation from findings order by rank"
        ).fetchall()
    return Report(
        read=tuple(_read(d, *counts.get(d.document_id, (0, 0))) for d in given if d.is_readable),
        unread=tuple(document for document in given if not document.is_readable),
        identities=tuple((name, outcomes[name]) for name in OUTCOMES if name in outcomes),
        findings=tuple(Finding(*row) for row in findings),
        checks=len(verdict.checks),
        passed=sum(check.passed for check in verdict.checks),
    )


def _read(document: Document, tables: int, figures: int) -> Read:
    if document.same_as:
        return Read(document.file_name, document.page_count, 0, 0, f"same as {document.same_as}")
    notes = [document.reason] if document.outcome == "partly" else []
    if not figures:
        notes.append("no budget figures in it")
    return Read(document.file_name, document.page_count, tables, figures, "; ".join(notes))


# ---------------------------------------------------------------- as Markdown, and plain text


def markdown(report: Report, release: Path) -> str:
    """Write the report as Markdown that also reads well as it is."""
    return "\n".join(_lines(report, release)) + "\n"


def _lines(report: Report, release: Path) -> Iterator[str]:
    yield "# Release report"
    yield ""
    yield from _summary(report)
    yield ""
    yield "## Documents"
    yield ""
    for document in report.read:
        note = f" ({escaped(document.note)})" if document.note else ""
        pages = _count(document.pages, "page") + ", " if document.pages else ""
        held = f"{_count(document.tables, 'table')}, {_count(document.figures, 'figure')}"
        yield f"- {escaped(document.file_name)}: {pages}{held}{note}"
    for unread in report.unread:
        yield f"- {escaped(unread.file_name)}: **{unread.outcome}**, {escaped(unread.reason)}"
    yield ""
    yield "## What should be looked at"
    yield ""
    if not report.findings:
        yield "Nothing: every figure is placed, and every identity holds within rounding."
    for finding in report.findings:
        yield f"- {finding.severity}: {escaped(_where(finding))}: {escaped(finding.explanation)}"
    yield ""
    yield "## How to query it"
    yield ""
    for line in _how_to_query(release):
        yield f"    {line}"


def _summary(report: Report) -> Iterator[str]:
    yield (
        f"{_count(len(report.read), 'document')} read, {len(report.unread)} not; "
        f"{_count(report.tables, 'table')} with {_count(report.figures, 'figure')}."
    )
    yield (
        "Identities: " + "; ".join(f"{count:,} {WORDS[o]}" for o, count in report.identities) + "."
    )
    yield f"Checks before publishing: {report.passed} of {report.checks} passed, all critical ones."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _where(finding: Finding) -> str:
    return finding.file_name + (f", page {finding.page}" if finding.page else "")


def escaped(printed: str) -> str:
    """Keep words from a document, or its name, from acting as Markdown or HTML."""
    one_line = " ".join(printed.split())
    for mark in "\\`*_<>[]|":
        one_line = one_line.replace(mark, "\\" + mark)
    return one_line


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
    console.print(_documents(report))
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
        console.print(f"  {escape(' '.join(finding.explanation.split()))}")
    hidden = len(report.findings) - SHOWN_FINDINGS
    if hidden > 0:
        console.print(f"  … and {hidden:,} more: yujuesuan audit")
