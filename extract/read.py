"""Read one document of any format into pages, tables and lines, with an outcome for each step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from extract.errors import UnreadableDocument
from extract.files.find import DEFAULT_LIMITS, Limits, refusal
from extract.readers.pdf import pages as pdf
from extract.tables import join
from extract.types import Grid, Line, Outcome, Page, Reading, Source


def read_source(source: Source, limits: Limits = DEFAULT_LIMITS) -> Reading:
    """Read a document whatever its format.

    Raises UnreadableDocument where nothing of it can be read; what could be read in part comes
    back with outcomes that say so.
    """
    refused = refusal(source)
    if refused:
        raise UnreadableDocument(refused.outcome, refused.reason)
    pages = _reader(source.format)(source.path, limits)
    tables = join.tables(pages)
    outcomes = [Outcome("read", *read_outcome(pages)), *_page_outcomes(pages)]
    figures = sum(len(table.rows) for table in tables)
    outcomes.append(
        Outcome("tables", "found" if tables else "none", f"{len(tables)} tables, {figures} rows")
    )
    running = join.furniture(pages)
    lines = tuple(
        block
        for page in pages
        for block in page.blocks
        if isinstance(block, Line) and (block.page, block.text) not in running
    )
    return Reading(source, pages, tables, lines, tuple(outcomes))


def _reader(name: str) -> Callable[[Path, Limits], tuple[Page, ...]]:
    """Return the reader of a format; imported here so that a PDF does not load the Excel one."""
    if name == "pdf":
        return pdf.read
    if name == "image":
        return pdf.read_image
    if name == "text":
        from extract.readers.dump import pages as text

        return lambda path, _: text.read(path.read_bytes())
    from extract.readers import office

    return office.READERS[name]


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
