"""Read a Word file (.docx): its paragraphs and tables in the order of the body.

Word stores no pages, only hints: the breaks it drew when the file was last saved, or those the
author set. Page numbers count these hints. Tables carry their merged cells exactly.

python-docx opens the file and gives its XML; what its own lists of paragraphs and rows leave out
(1.2: content controls, tracked insertions, smart tags) is printed all the same. mammoth (1.13)
keeps these, but prints hidden text too and knows no pages.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml import etree

from extract.errors import UnreadableDocument
from extract.files.limits import DEFAULT_LIMITS, Limits
from extract.numbers import is_blank
from extract.readers.cells import (
    check_size,
    figures,
    filled,
    header_rows_of,
    is_layout,
    open_package,
)
from extract.types import Cell, Grid, Line, Page

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DRAWN_BREAK = f"{W}lastRenderedPageBreak"
PAGE_BREAK = "\f"
# Wrappers whose content is printed where they stand.
WRAPPERS = frozenset(
    {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "fldSimple", "r"}
)
OFF = frozenset({"0", "false", "off"})
DAMAGES = (
    PackageNotFoundError,
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    KeyError,
    ValueError,
    AttributeError,
)


@dataclass
class _Reader:
    """Keeps count of pages, paragraphs and tables on the way down the body."""

    limits: Limits
    has_drawn_breaks: bool
    page: int = 1
    paragraphs: int = 0
    tables: int = 0
    blocks: dict[int, list[Line | Grid]] = field(default_factory=dict)
    texts: dict[int, list[str]] = field(default_factory=dict)

    def add(self, block: Line | Grid, *texts: str) -> None:
        self.blocks.setdefault(block.page, []).append(block)
        self.texts.setdefault(block.page, []).extend(texts)


@dataclass(frozen=True)
class _TableCell:
    """A cell of a Word table; one merged into the cell above it only continues that cell."""

    element: Any
    row: int
    column: int
    column_span: int
    continues: bool


def read(data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """Read the body of a Word file; running heads and feet are left out.

    Raises UnreadableDocument where it is damaged or larger than allowed.
    """
    open_package(data, limits).close()
    try:
        document = docx.Document(io.BytesIO(data) if isinstance(data, bytes) else str(data))
        body = document.element.body
    except DAMAGES as error:
        raise UnreadableDocument("rejected", f"damaged Word file: {error}") from error
    if body is None:
        raise UnreadableDocument("rejected", "damaged Word file: it has no body")
    reader = _Reader(limits, _has(body, DRAWN_BREAK))
    _read_blocks(reader, body)
    return tuple(
        Page(
            number=number,
            blocks=tuple(reader.blocks.get(number, ())),
            figures=figures(number, reader.texts.get(number, ())),
            route="word",
            has_text=number in reader.texts,
        )
        for number in range(1, reader.page + 1)
    )


def _read_blocks(reader: _Reader, parent: Any) -> None:
    for element in parent.iterchildren():
        match _name(element):
            case "p":
                _read_paragraph(reader, element)
            case "tbl":
                _read_table(reader, element)
            case name if name in WRAPPERS:
                _read_blocks(reader, element)


# ---------------------------------------------------------------- paragraphs


def _read_paragraph(reader: _Reader, paragraph: Any) -> None:
    """Turn a paragraph into lines; what a tab sets apart is a line of its own, as in print."""
    reader.paragraphs += 1
    if not reader.has_drawn_breaks and _is_on(paragraph.find(f"{W}pPr/{W}pageBreakBefore")):
        _turn_page(reader)
    for piece in _pieces(paragraph, reader.has_drawn_breaks):
        if piece == PAGE_BREAK:
            _turn_page(reader)
        elif not is_blank(piece):
            place = f"paragraph {reader.paragraphs}"
            reader.add(Line(reader.page, piece.strip(), place=place), piece)
    for box in paragraph.iter(f"{W}txbxContent"):
        # A text box is stored twice, the second time for versions of Word that are long gone.
        if not any(_name(above) == "Fallback" for above in box.iterancestors()):
            _read_blocks(reader, box)
    section = paragraph.find(f"{W}pPr/{W}sectPr")
    if section is not None and not reader.has_drawn_breaks:
        kind = section.find(f"{W}type")
        if kind is None or kind.get(f"{W}val") != "continuous":
            _turn_page(reader)


def _turn_page(reader: _Reader) -> None:
    """Begin a new page, unless nothing was printed yet: two hints may mean the same break."""
    if reader.page in reader.blocks:
        reader.page += 1
    if reader.page > reader.limits.pages:
        raise UnreadableDocument("rejected", f"more than {reader.limits.pages} pages")


def _pieces(paragraph: Any, has_drawn_breaks: bool) -> Iterator[str]:
    """Split the text of a paragraph at tabs, line breaks and page breaks."""
    piece = ""
    for text in _printed(paragraph, has_drawn_breaks):
        if text in {"\t", "\n", PAGE_BREAK}:
            yield piece
            piece = ""
            if text == PAGE_BREAK:
                yield text
        else:
            piece += text
    yield piece


def _printed(element: Any, has_drawn_breaks: bool) -> Iterator[str]:
    """Yield the printed text below an element: nothing deleted or hidden, no field codes."""
    for child in element.iterchildren():
        match _name(child):
            case "t":
                yield child.text or ""
            case "tab" | "ptab":
                yield "\t"
            case "noBreakHyphen":
                yield "-"
            case "lastRenderedPageBreak":
                yield PAGE_BREAK
            case "br" if child.get(f"{W}type") != "page":
                yield "\n"
            case "br" if not has_drawn_breaks:
                yield PAGE_BREAK
            case "cr":
                yield "\n"
            case "r" if _is_on(child.find(f"{W}rPr/{W}vanish")):
                continue
            case name if name in WRAPPERS:
                yield from _printed(child, has_drawn_breaks)


# ---------------------------------------------------------------- tables


def _read_table(reader: _Reader, table: Any) -> None:
    """Turn a table into a grid; one that only arranges other tables dissolves into its content."""
    rows = [row for row in _below(table, "tr") if not _is_on(row.find(f"{W}trPr/{W}hidden"))]
    cells = _cells(rows)
    nested = _has(table, f"{W}tbl")
    if is_layout([_cell_text(cell.element, skip_tables=True) for cell in cells], nested):
        for cell in cells:
            _read_blocks(reader, cell.element)
        return
    reader.tables += 1
    row_count = len(rows)
    column_count = max((cell.column + cell.column_span for cell in cells), default=0)
    check_size(reader.page, row_count, column_count, reader.limits)
    if row_count and column_count:
        placed = _placed(cells, f"table {reader.tables}")
        grid = Grid(
            page=reader.page,
            row_count=row_count,
            column_count=column_count,
            cells=filled(placed, row_count, column_count),
            route="word",
            header_rows=header_rows_of(placed, _marked_rows(rows)),
        )
        reader.add(grid, *(_cell_text(cell.element) for cell in cells))
    for row in rows:
        if _has(row, DRAWN_BREAK):
            _turn_page(reader)


def _cells(rows: list[Any]) -> list[_TableCell]:
    """Lay the cells of all rows on the grid's columns."""
    cells = []
    for number, row in enumerate(rows):
        column = _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
        for element in _below(row, "tc"):
            properties = element.find(f"{W}tcPr")
            merged = None if properties is None else properties.find(f"{W}vMerge")
            span = 1 if properties is None else _number(properties.find(f"{W}gridSpan"), 1)
            continues = merged is not None and merged.get(f"{W}val", "continue") == "continue"
            cells.append(_TableCell(element, number, column, max(span, 1), continues))
            column += max(span, 1)
    return cells


def _placed(cells: list[_TableCell], name: str) -> list[Cell]:
    """Give every cell its span; the cells that continue it below are its own."""
    continuing = {(cell.row, cell.column) for cell in cells if cell.continues}
    starts = [cell for cell in cells if not cell.continues or not _has_start(cell, cells)]
    placed = []
    for cell in starts:
        end = cell.row + 1
        while (end, cell.column) in continuing:
            end += 1
        placed.append(
            Cell(
                cell.row,
                cell.column,
                _cell_text(cell.element),
                end - cell.row,
                cell.column_span,
                place=f"{name}, row {cell.row + 1}, column {cell.column + 1}",
            )
        )
    return placed


def _has_start(cell: _TableCell, cells: list[_TableCell]) -> bool:
    """Tell whether there is a cell above for this one to continue (files are sometimes cut)."""
    return any(other.row == cell.row - 1 and other.column == cell.column for other in cells)


def _marked_rows(rows: list[Any]) -> int:
    """Count the first rows that are marked to be repeated on every page."""
    count = 0
    for row in rows:
        if not _is_on(row.find(f"{W}trPr/{W}tblHeader")):
            break
        count += 1
    return count


def _cell_text(element: Any, *, skip_tables: bool = False) -> str:
    """Join the paragraphs of a cell; a table inside it is flattened, a row to a line."""
    lines = []
    for child in element.iterchildren():
        match _name(child):
            case "p":
                text = "".join(_printed(child, True)).replace(PAGE_BREAK, "")
                lines.append(text.strip())
            case "tbl" if not skip_tables:
                for row in _below(child, "tr"):
                    lines.append(" ".join(_cell_text(cell) for cell in _below(row, "tc")))
            case name if name in WRAPPERS:
                lines.append(_cell_text(child, skip_tables=skip_tables))
    return "\n".join(lines).strip()


# ---------------------------------------------------------------- the XML


def _name(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _below(element: Any, name: str) -> Iterator[Any]:
    """Yield the children of a name, also inside content controls."""
    for child in element.iterchildren():
        if _name(child) == name:
            yield child
        elif _name(child) in WRAPPERS:
            yield from _below(child, name)


def _has(element: Any, tag: str) -> bool:
    return any(found is not element for found in element.iter(tag))


def _is_on(switch: Any) -> bool:
    return switch is not None and switch.get(f"{W}val", "true") not in OFF


def _number(element: Any, default: int) -> int:
    value = "" if element is None else element.get(f"{W}val", "")
    return int(value) if value.isdigit() else default
