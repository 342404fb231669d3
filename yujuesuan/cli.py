"""The command line: building and keeping releases, and asking them questions."""

from __future__ import annotations

import csv
import dataclasses
import json
import signal
import sys
import traceback
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import duckdb
import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from yujuesuan import __version__
from yujuesuan.build.containment import SHARE
from yujuesuan.database import published
from yujuesuan.errors import BuildError, UsageError
from yujuesuan.release.history import KEEP
from yujuesuan.screen import Steps, divert_stderr
from yujuesuan.words import neutralised
from yujuesuan.workspace import SAMPLES, Workspace

if TYPE_CHECKING:
    from yujuesuan.ask.findings import Audit

INTERRUPTED = 130
# A table is for reading; who wants more rows wants a file.
SHOWN_ROWS = 200

app = typer.Typer(
    name="yujuesuan",
    help="Budgets and final accounts of Chinese local governments (预决算公开) as data.\n\n"
    "Documents go in; every printed figure becomes a row that knows what it means and where it "
    "was printed; the rows are proved to add up; only proved releases are published.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

Release = Annotated[
    Path, typer.Option("--release", help="The folder of the release.", show_default=True)
]


Work = Annotated[
    Path,
    typer.Option("--work", help="A folder for what was read so far; the next run goes on from it."),
]
Workers = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, help="Documents read at a time.", show_default="one per processor"
    ),
]
Keep = Annotated[
    int,
    typer.Option("--keep", min=1, help="How many releases to keep, the new one among them."),
]
AcceptAside = Annotated[
    float,
    typer.Option(
        "--accept-aside",
        min=0,
        max=1,
        metavar="SHARE",
        help="Publish though up to this share of the documents breaks a check or a model and is "
        "set aside (three may be in any case, most never).",
    ),
]


class Log(StrEnum):
    """How a run tells what is going on."""

    text = "text"
    json = "json"


class Format(StrEnum):
    """How rows are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


class Language(StrEnum):
    """The languages findings are told in."""

    en = "en"
    zh = "zh"


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"yujuesuan {__version__}")
        raise typer.Exit


@app.callback()
def main(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Set up what all commands share."""


@app.command(
    epilog="Exit codes: 0 published · 1 no document could be read · 2 wrong usage · "
    "3 a critical check failed, nothing was published · 4 the build itself broke."
)
def build(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Documents, or folders of documents (PDF, Word, Excel, HTML, text). "
            "Without any: the samples that come with the program.",
            show_default=False,
            exists=True,
        ),
    ] = None,
    release: Release = Path("release"),
    work: Work = Path("build"),
    workers: Workers = None,
    keep: Keep = KEEP,
    accept_aside: AcceptAside = SHARE,
    full_refresh: Annotated[
        bool,
        typer.Option(
            "--full-refresh", help="Read every document again, and work out everything anew."
        ),
    ] = False,
) -> None:
    """Read documents, work out and check their figures, and publish a release.

    The release is replaced in one step, and only if every critical check passes. A file that
    cannot be read is reported, a document that breaks a check or a model is set aside with the
    reason, and neither stops the others.
    """
    # Ended from outside, a build cleans up as if it were interrupted.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _Errors(work / "messages.log") as screen:
        # Here, as loading the readers takes a second that `--help` need not wait for.
        from yujuesuan.build import report
        from yujuesuan.build import run as building
        from yujuesuan.build.order import Order

        given = tuple(paths or [SAMPLES])
        order = Order(
            given, release, Workspace(work), workers, full_refresh, keep=keep,
            accept_aside=accept_aside,
        )  # fmt: skip
        done = building.build(order, Steps(screen))
        if done.report:
            report.show(done.report, release, Console(highlight=False))


@app.command(
    epilog="Exit codes: 0 published · 5 nothing new, the last release stands · 6 published, with "
    "findings that the last release did not have · 1 no document could be read · 2 wrong usage, or "
    "another run is at work · 3 a critical check failed or most documents are gone, nothing was "
    "published · 4 the run broke · 130 interrupted. "
    "Whatever the code, the release in place is whole."
)
def nightly(
    *,
    documents: Annotated[
        list[Path],
        typer.Option(help="A folder of documents; may be given more than once.", exists=True),
    ],
    release: Release = Path("release"),
    work: Work = Path("build"),
    keep: Keep = KEEP,
    settle: Annotated[
        float,
        typer.Option(min=0, help="Leave files written within so many seconds for the next run."),
    ] = 60,
    accept_loss: Annotated[
        bool,
        typer.Option(
            "--accept-loss",
            help="Publish though more than half of the last release's documents are gone; without "
            "it that is refused, as a share may not be mounted.",
        ),
    ] = False,
    accept_aside: AcceptAside = SHARE,
    workers: Workers = None,
    log: Annotated[
        Log, typer.Option(help="How stderr tells what is going on: lines, or JSON lines.")
    ] = Log.text,
) -> None:
    """Publish a new release if the documents, or the program, are not those of the last one.

    For schedules: it needs nobody. A run that is killed leaves the last release as it was, and the
    next one goes on from there. A file that is still being copied is left for the next run.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _Errors(work / "messages.log", as_json=log is Log.json) as screen:
        from yujuesuan.build import report
        from yujuesuan.build import run as building
        from yujuesuan.build.order import Order

        order = Order(
            tuple(documents), release, Workspace(work), workers, settle=settle, only_if_new=True,
            accept_loss=accept_loss, accept_aside=accept_aside, keep=keep,
        )  # fmt: skip
        steps = Steps(screen, as_json=log is Log.json)
        done = building.build(order, steps)
        name = done.release.id if done.release else ""
        steps.say("ended", outcome=done.ending.name, exit_code=done.ending, release=name)
        if done.report:
            report.show(done.report, release, Console(highlight=False))
        else:
            print(f"Nothing new; the release is {name}.")
        raise typer.Exit(done.ending)


@app.command()
def releases(release: Release = Path("release")) -> None:
    """List the releases that are kept, newest first; `*` marks the published one."""
    with _Errors():
        from yujuesuan.release.history import History

        history = History.of(release)
        current = history.current()
        for one in history.releases() or [current] if current else []:
            mark = "*" if current and one.folder == current.folder else " "
            documents = one.manifest.get("documents", ())
            figures = one.manifest.get("tables", {}).get("figures", 0)
            withdrawn = ", withdrawn" if history.is_withdrawn(one) else ""
            print(f"{mark} {one.id}  {len(documents):,} documents, {figures:,} figures{withdrawn}")


@app.command()
def rollback(
    id: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help="The release, or the beginning of its name. Without it: the one before.",
            show_default=False,
        ),
    ] = None,
    release: Release = Path("release"),
) -> None:
    """Publish an earlier release again, in one step.

    It stays published until a document or the program changes: the releases newer than it are
    kept, but withdrawn.
    """
    with _Errors():
        from yujuesuan.release.history import History

        history = History.of(release)
        if not history.folder.is_dir():
            raise UsageError(f"no releases are kept beside {release}")
        history.check()
        with history.held():
            history.recover()
            print(f"{release} is {history.roll_back(id).id} again.")


@app.command()
def findings(
    release: Release = Path("release"),
    format: Annotated[Format, typer.Option(help="How to print them.")] = Format.table,
) -> None:
    """List what a person should look at in a release, most serious first."""
    columns = "severity, status, file_name, page, explanation"
    everything = "*" if format is not Format.table else columns
    with _Errors():
        _print(*_ask(release, f"select {everything} from findings order by rank"), format)


@app.command(
    epilog="Exit codes: 0 nothing open above a note · 1 open warnings: the publication contradicts "
    "itself · 2 wrong usage · 3 open critical findings: our reading is in doubt. What was "
    "acknowledged or corrected is shown and counts as settled."
)
def audit(
    document: Annotated[
        str | None,
        typer.Argument(
            metavar="DOCUMENT",
            help="A file name, the beginning of a document's id, or the file itself. "
            "Without it: all documents of the release.",
            show_default=False,
        ),
    ] = None,
    release: Release = Path("release"),
    format: Annotated[Format, typer.Option(help="How to print them.")] = Format.table,
    language: Annotated[Language, typer.Option(help="For people: English or 中文.")] = Language.en,
) -> None:
    """Tell what does not add up, grouped by cause, worst first.

    Each finding states both operands with their pages, what rounding allows and why, whether we
    misread or the publisher misprinted, and the change that would mend it.
    """
    with _Errors():
        from yujuesuan.ask import findings as auditing

        found = auditing.audit(release, document)
        match format:
            case Format.json:
                json.dump(
                    auditing.as_data(found), sys.stdout, ensure_ascii=False, indent=2, default=str
                )
                print()
            case Format.csv:
                rows = [{**row, "places": len(row["places"])} for row in auditing.as_data(found)]
                names = [field.name for field in dataclasses.fields(auditing.Finding)]
                _print(names, [tuple(row.values()) for row in rows], format)
            case Format.md:
                print("\n".join(auditing.markdown(found, language)))
            case Format.table:
                _print_audit(found, language)
        raise typer.Exit(found.exit_code)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help='e.g. "select * from findings"')],
    release: Release = Path("release"),
    format: Annotated[Format, typer.Option(help="How to print the rows.")] = Format.table,
) -> None:
    """Ask a release a question in SQL; nothing can be changed.

    `yujuesuan query "show tables"` lists what there is.
    """
    with _Errors():
        _print(*_ask(release, sql), format)


@app.command()
def layouts(release: Release = Path("release")) -> None:
    """List titles, headers and names that no seed knows yet, with the row that would name them."""
    with _Errors():
        from yujuesuan.ask.layouts import worklist

        for line in worklist(release):
            print(line)


@app.command()
def notebook(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Which one.")] = "start",
    release: Release = Path("release"),
    edit: Annotated[bool, typer.Option("--edit", help="Open it for changing.")] = False,
    headless: Annotated[bool, typer.Option("--headless", help="Open no browser.")] = False,
) -> None:
    """Open a notebook on a release in the browser: `start`, `questions` or `audit`.

    Needs the extra `explore`. It is served on this machine only; Ctrl-C ends it.
    """
    with _Errors() as screen:
        from yujuesuan.ask import notebooks

        notebooks.serve(name, release, edit, headless, screen)


@app.command(
    epilog="Exit codes: 0 written · 1 the document cannot be read · 2 wrong usage, no such page."
)
def show(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="A document of any format.", exists=True, dir_okay=False
        ),
    ],
    page: Annotated[int, typer.Option("--page", help="Which page or sheet, from 1.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="PNG", help="The picture to write.", show_default="FILE-pN.png, here"
        ),
    ] = None,
    dpi: Annotated[int, typer.Option("--dpi", min=50, max=600, help="How fine.")] = 150,
) -> None:
    """Draw a page as it was read: cells, header paths, and figures that nothing explains.

    Cells are coloured by what they are (header, label, amount), figures of prose and page numbers
    are marked softly, and a figure that stands in nothing that was read is ringed in red.
    """
    with _Errors() as screen:
        from yujuesuan.ask import page as showing
        from yujuesuan.ask import picture

        target = out or Path(f"{file.stem}-p{page}.png")
        if target.suffix.lower() != ".png":
            raise UsageError(f"{target} is not the name of a PNG")
        with Console(file=screen).status("reading"):
            seen = showing.plan(showing.read(file), page)
            picture.save(seen, file, target, dpi)
        console = Console(highlight=False, soft_wrap=True)
        for line in showing.told(seen, with_headers=not picture.has_chinese()):
            console.print(line, markup=False)
        console.print(str(target), markup=False)


class _Errors:
    """Turn exceptions into messages on the screen and exit codes."""

    def __init__(self, log: Path | None = None, *, as_json: bool = False) -> None:
        self.log = log
        self.as_json = as_json

    def __enter__(self) -> TextIO:
        """Divert what libraries write to stderr; return the real one."""
        try:
            screen = divert_stderr(self.log)
        except OSError as error:
            print(f"Error: {self.log} cannot be written: {error.strerror}", file=sys.stderr)
            raise typer.Exit(UsageError.exit_code) from None
        self.screen = screen
        return screen

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None or isinstance(error, typer.Exit):
            return
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(0) from None
        if isinstance(error, KeyboardInterrupt):
            self._tell("Interrupted", "the release is as it was", (), INTERRUPTED)
        if isinstance(error, BuildError):
            self._tell("Error", str(error), error.details, error.exit_code)
        traceback.print_exception(error)
        details = [f"the details are in {self.log}"] if self.log else []
        if isinstance(error, (OSError, duckdb.Error)):
            # A full disk, a folder that became read-only: no fault of the program.
            self._tell("Error", str(error), details, BuildError.exit_code)
        self._tell("Unexpected error", repr(error), details, BuildError.exit_code)

    def _tell(self, kind: str, message: str, details: Sequence[str], code: int) -> NoReturn:
        """Say how a command failed, and end it."""
        steps = Steps(self.screen, as_json=self.as_json)
        steps.say("failed", kind=kind, message=message, details=list(details), exit_code=code)
        steps.console.print(f"[bold red]{kind}:[/] {escape(message)}", soft_wrap=True)
        for detail in details:
            steps.console.print(f"  {escape(detail)}", soft_wrap=True)
        raise typer.Exit(code) from None


def _ask(release: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the column names and rows of a question to a release.

    Raises UsageError where there is no release, or the SQL is not understood.
    """
    try:
        with duckdb.connect(str(published(release)), read_only=True) as connection:
            answer = connection.execute(sql)
            return [column[0] for column in answer.description or ()], answer.fetchall()
    except duckdb.Error as error:
        raise UsageError("the question was not understood", str(error).splitlines()) from error


def _print(names: Sequence[str], rows: Sequence[tuple[Any, ...]], how: Format) -> None:
    match how:
        case Format.json:
            content = [dict(zip(names, row, strict=True)) for row in rows]
            json.dump(content, sys.stdout, ensure_ascii=False, indent=2, default=str)
            print()
        case Format.csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(names)
            writer.writerows([neutralised(value) for value in row] for row in rows)
        case Format.md:
            print("| " + " | ".join(names) + " |")
            print("|" + " --- |" * len(names))
            for row in rows:
                print("| " + " | ".join(_plain(v).replace("|", "\\|") for v in row) + " |")
        case Format.table:
            _print_table(names, rows)


def _print_table(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, name in enumerate(names):
        numeric = any(_is_number(row[number]) for row in rows)
        table.add_column(escape(name), justify="right" if numeric else "left", overflow="fold")
    for row in rows[:SHOWN_ROWS]:
        table.add_row(*(escape(_plain(value)) for value in row))
    console = Console(highlight=False)
    console.print(table)
    hidden = len(rows) - SHOWN_ROWS
    more = f"; {hidden:,} of them not shown, --format csv prints all" if hidden > 0 else ""
    console.print(f"[dim]{len(rows):,} row{'' if len(rows) == 1 else 's'}{more}[/]")


def _print_audit(found: Audit, language: str) -> None:
    from yujuesuan.ask import findings as auditing

    console = Console(highlight=False)
    colours = {"critical": "red", "warning": "yellow", "info": "blue"}
    for finding in found.findings:
        colour = colours[finding.severity] if finding.status == "open" else "dim"
        console.print(f"[{colour}]●[/] [bold]{escape(auditing.headline(finding, language))}[/]")
        table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 1, 0, 2))
        table.add_column(justify="right", style="dim")
        table.add_column(overflow="fold")
        for line in auditing.lines(finding, language):
            table.add_row(escape(line.label), escape(line.text))
        console.print(table)
        console.print()
    if not found.findings:
        console.print(auditing.LABELS[language]["none"])
    console.print(f"[dim]{escape(auditing.summary(found, language))}[/]")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def _plain(value: object) -> str:
    """Write a value on one line: nothing for null, amounts with separators."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    return " ".join(str(value).split())
