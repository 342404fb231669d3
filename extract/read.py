"""Read one document of any format into pages, tables and lines, with an outcome for each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from extract.errors import UnreadableDocument
from extract.files.find import why_unreadable
from extract.files.limits import DEFAULT_LIMITS, Limits, can_recognise
from extract.tables import accounting, furniture, join
from extract.types import Grid, Line, Outcome, Page, Reading, Source, Table

Reader = Callable[[Path, Limits], tuple[Page, ...]]


@dataclass(frozen=True)
class Format:
    """What becomes of the documents of a format: who reads them, or why nobody does.

    `reader` loads the reader, when it is first needed: a PDF does not load the Excel one.
    `refusal` is an outcome and its reason. A format with both is read where the extra `ocr` is
    installed.
    """

    reader: Callable[[], Reader] | None = None
    refusal: tuple[str, str] | None = None


def _pdf() -> Reader:
    from extract.readers.pdf import pages

    return pages.read


def _image() -> Reader:
    from extract.readers.pdf import pages

    return pages.read_image


def _workbook() -> Reader:
    from extract.readers.excel import sheets

    return sheets.read


def _word() -> Reader:
    from extract.readers import word

    return word.read


def _web() -> Reader:
    from extract.readers import web

    return web.read


def _dump() -> Reader:
    from extract.readers.dump import pages

    return pages.read


def _rejected(reason: str) -> Format:
    return Format(refusal=("rejected", reason))


FORMATS: Mapping[str, Format] = {
    "pdf": Format(_pdf),
    "xlsx": Format(_workbook),
    "xls": Format(_workbook),
    "docx": Format(_word),
    "html": Format(_web),
    "text": Format(_dump),
    "image": Format(
        _image,
        ("needs_ocr", "an image without text: its figures must be recognised first"),
    ),
    "encrypted": Format(
        refusal=(
            "needs_password",
            "the workbook or document is encrypted: it needs a password",
        )
    ),
    "empty": _rejected("the file is empty"),
    "doc": _rejected("old Word binary format (.doc); save it as .docx or PDF"),
    "xlsb": _rejected("binary workbook (.xlsb); save it as .xlsx"),
    "ofd": _rejected("OFD, a page format no reader here knows; save it as PDF"),
    "rtf": _rejected("Rich Text Format; save it as .docx or PDF"),
    "archive": _rejected("an archive of files; unpack it first"),
    "cut": _rejected("a part of a workbook or a Word file: its end is missing; fetch it again"),
    "ole2": _rejected("an OLE2 file that holds neither a workbook nor a Word document"),
    "unknown": _rejected("neither PDF, Excel, Word, HTML nor text"),
}


def read_source(source: Source, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a document whatever its format.

    Raises UnreadableDocument where nothing of it can be read; what could be read in part comes
    back with outcomes that say so.
    """
    refused = refusal(source)
    if refused:
        raise UnreadableDocument(refused.outcome, refused.reason)
    return assembled(source, reader_of(source.format)(source.path, limits))


def assembled(source: Source, pages: tuple[Page, ...]) -> Reading:
    """Put together what was read: tables, lines, outcomes, and the place of every figure."""
    running = furniture.find(pages)
    tables = join.tables(pages, running)
    outcomes = [Outcome("read", *read_outcome(pages)), *_page_outcomes(pages)]
    count = sum(len(table.rows) for table in tables)
    outcomes.append(
        Outcome("tables", "found" if tables else "none", f"{len(tables)} tables, {count} rows")
    )
    outcomes.extend(_undecided(tables))
    lines = tuple(
        block
        for page in pages
        for block in page.blocks
        if isinstance(block, Line) and (block.page, block.text) not in running
    )
    figures = tuple(accounting.placed(pages, tables, running))
    return Reading(source, pages, tables, lines, tuple(outcomes), figures)


def _undecided(tables: Sequence[Table]) -> Iterator[Outcome]:
    """Name the tables that should go on with the one of the page before, but do not fit it.

    They have neither title nor header of their own, so that nothing says what they are.
    """
    for above, table in pairwise(tables):
        is_named = any(caption.where != "below" for caption in table.captions)
        is_headed = any(column.header for column in table.columns)
        if not is_named and not is_headed and table.first_page == above.last_page + 1:
            reason = (
                f"table {table.number} has neither title nor header, and its columns or sums are "
                f"not those of table {above.number} on the page before"
            )
            yield Outcome("join", "undecided", reason, table.first_page)


def refusal(source: Source) -> Outcome | None:
    """Say why no reader takes this document; None where one does."""
    if source.format == "unreadable":
        return Outcome("read", "rejected", f"the file cannot be read: {why_unreadable(source)}")
    format_ = FORMATS[source.format]
    if format_.refusal is None or (format_.reader and can_recognise()):
        return None
    return Outcome("read", *format_.refusal)


def reader_of(name: str) -> Reader:
    """Load the reader of a format; a format without one is a KeyError."""
    load = FORMATS[name].reader
    if load is None:
        raise KeyError(name)
    return load()


def read_outcome(pages: Sequence[Page]) -> tuple[str, str]:
    """Say what reading came to, and of which pages something is missing."""
    if not pages:
        return "empty", "the document has no page"
    images = [page for page in pages if not page.has_text and page.has_image]
    unread = [page for page in images if page.route != "ocr"]
    recognised = sum(page.route == "ocr" for page in pages)
    if not any(page.has_text for page in pages):
        if unread:
            return "needs_ocr", "every page is an image: its figures must be recognised first"
        return "empty", "nothing was recognised" if recognised else "no page holds any text"
    how = "1 page" if len(pages) == 1 else f"{len(pages)} pages"
    how += f", {recognised} of them recognised" if recognised else ""
    missing = []
    for damage in dict.fromkeys(page.damage for page in pages if page.damage):
        where = [page for page in pages if page.damage == damage]
        missing.append(damage if where == list(pages) else f"{_numbers(where)} {damage}")
    if unread:
        missing.append(f"images: {_numbers(unread)}")
    return ("partly", "; ".join([how, *missing])) if missing else ("read", how)


def _numbers(pages: Sequence[Page]) -> str:
    """Name pages as a person would: page 7, pages 1-6, 9."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page.number == runs[-1][-1] + 1:
            runs[-1].append(page.number)
        else:
            runs.append([page.number])
    named = ", ".join(f"{run[0]}-{run[-1]}" if run[1:] else f"{run[0]}" for run in runs)
    return f"page {named}" if len(pages) == 1 else f"pages {named}"


def _page_outcomes(pages: Sequence[Page]) -> list[Outcome]:
    """Name the pages that were not read by the first route, and those that need OCR."""
    outcomes = []
    for page in pages:
        routes = {block.route for block in page.blocks if isinstance(block, Grid)}
        if page.route == "ocr":
            outcomes.append(Outcome("page", "recognised", "an image, read by OCR", page.number))
        elif not page.has_text and page.has_image:
            reason = "an image, or text without a usable map to Unicode"
            outcomes.append(Outcome("page", "needs_ocr", reason, page.number))
        elif page.has_text and page.has_image:
            reason = "an image beside the text: what it shows is not read"
            outcomes.append(Outcome("page", "picture", reason, page.number))
        elif routes - {"lattice_vector"} and page.height is not None:
            outcomes.append(Outcome("page", "second_route", ", ".join(sorted(routes)), page.number))
    return outcomes
