"""Read a workbook: every sheet is a page, cut into lines and ruled grids.

Workbooks (.xlsx) are streamed cell by cell, so a sheet padded with a million formatted blank rows
costs time but no memory; the number formats, borders and merged ranges are read as well. Of the
old binary format (.xls) calamine gives the values and `excel.biff` how they are
shown. Formulas are never evaluated: the value the author saw was saved with them.
"""

from __future__ import annotations

import datetime
import io
import posixpath
import re
import zipfile
import zlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import python_calamine
from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import get_column_letter, range_boundaries

from extract.errors import UnreadableDocument
from extract.files.find import DEFAULT_LIMITS, ZIP_MAGIC, Limits
from extract.readers.cells import check_size, figures, filled, is_blank, open_package
from extract.readers.excel import biff
from extract.readers.excel.number_formats import EPOCH_1900, EPOCH_1904, displayed
from extract.types import Cell, Grid, Line, Page

# A run of this many rows without a word or a figure other than zero is padding, not table.
PADDING_ROWS = 100
DAMAGES = (
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    KeyError,
    ValueError,
    EOFError,
)
CHUNK_BYTES = 1024 * 1024
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
NUMBER = re.compile(r"[-−+△(（]?[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?[)）%]?")
CAPTION = re.compile(r".*[:：].*|.*(?:年度?|元|表)|.*[0-9]月.*")
NOTE = re.compile(r"(?:备?注|说明|附注|填表|\*|※)")
NOTE_LENGTH = 30
UNTOLD_NAME = re.compile(r"(?:sheet|工作表|表格?)?\s*\d*", re.IGNORECASE)
HIDDEN_STATES = {"hidden", "veryHidden"}


@dataclass(frozen=True)
class _Value:
    """One cell of a sheet as shown; `is_ruled` where its borders make it part of a table."""

    text: str
    is_ruled: bool = False


@dataclass
class _Sheet:
    """The shown part of a sheet: rows and columns count from 1, as the sheet does."""

    name: str
    rows: dict[int, dict[int, _Value]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Format:
    code: str
    is_ruled: bool


def read(data: bytes | Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Page, ...]:
    """Read the visible sheets of a workbook, .xlsx or .xls by its content.

    Raises UnreadableDocument where it is damaged, needs a password, or is larger than allowed.
    """
    head = data[:4] if isinstance(data, bytes) else _head(data)
    sheets = _xlsx(data, limits) if head == ZIP_MAGIC else _xls(data, limits)
    return tuple(_page(number, sheet, limits) for number, sheet in sheets)


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4)


# ---------------------------------------------------------------- .xlsx


def _xlsx(data: bytes | Path, limits: Limits) -> Iterator[tuple[int, _Sheet]]:
    with open_package(data, limits) as package:
        try:
            strings = list(_shared_strings(package))
            formats = _formats(package)
            for number, name, member, epoch in _members(package):
                sheet = _Sheet(name)
                with package.open(member) as file:
                    sheet.merged = list(_merged(file, limits))
                with package.open(member) as file:
                    _fill(sheet, file, strings, formats, epoch, limits)
                yield number, sheet
        except DAMAGES as error:
            raise UnreadableDocument("rejected", f"damaged workbook: {error}") from error


def _members(package: zipfile.ZipFile) -> Iterator[tuple[int, str, str, datetime.datetime]]:
    """Yield the visible worksheets: number, name, member of the package, and day zero."""
    workbook = _tree(package, "xl/workbook.xml")
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in _tree(package, "xl/_rels/workbook.xml.rels").iter("{*}Relationship")
        if relation.get("Type", "").endswith("/worksheet")
    }
    properties = next(workbook.iter("{*}workbookPr"), None)
    is_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
    for number, sheet in enumerate(workbook.iter("{*}sheet"), start=1):
        key = next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)
        if key in targets and sheet.get("state") not in HIDDEN_STATES:
            # A target is relative to xl/, or absolute in the package.
            member = posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")
            yield number, sheet.get("name", ""), member, EPOCH_1904 if is_1904 else EPOCH_1900


def _tree(package: zipfile.ZipFile, member: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(package.read(member), parser)


def _elements(
    file: IO[bytes], events: Sequence[str], *tags: str
) -> Iterator[tuple[str, etree._Element]]:
    """Stream the elements of the given names, forgetting each one after its end."""
    for event, element in etree.iterparse(
        file,
        events=events,
        tag=tuple(f"{{*}}{tag}" for tag in tags),
        resolve_entities=False,
        no_network=True,
    ):
        yield event, element
        if event == "end":
            element.clear(keep_tail=False)
            while element.getprevious() is not None:
                del element.getparent()[0]


def _shared_strings(package: zipfile.ZipFile) -> Iterator[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return
    with package.open("xl/sharedStrings.xml") as file:
        for _, element in _elements(file, ("end",), "si"):
            yield _string(element)


def _string(element: etree._Element) -> str:
    """Join the runs of a string; its phonetic guide (rPh) is not printed."""
    texts = (
        text.text or ""
        for text in element.iter("{*}t")
        if etree.QName(text.getparent()).localname != "rPh"
    )
    text = ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), "".join(texts))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _formats(package: zipfile.ZipFile) -> list[_Format]:
    """Read number format and borders of every cell style, in the order cells refer to them."""
    if "xl/styles.xml" not in package.namelist():
        return []
    styles = _tree(package, "xl/styles.xml")
    codes = {int(key): code for key, code in BUILTIN_FORMATS.items()}
    codes |= {
        int(code.get("numFmtId", 0)): code.get("formatCode", "")
        for code in styles.iter("{*}numFmt")
    }
    borders = [_is_ruled(border) for border in styles.iter("{*}border")]
    found = []
    for style in (style for group in styles.iter("{*}cellXfs") for style in group):
        border = int(style.get("borderId", 0))
        is_ruled = border < len(borders) and borders[border]
        found.append(_Format(codes.get(int(style.get("numFmtId", 0)), ""), is_ruled))
    return found


def _is_ruled(border: etree._Element) -> bool:
    """Tell whether a border makes a box; a line under a title does not.

    Neighbours share their borders, so one of left and right and one of top and bottom is enough.
    """
    drawn = {
        etree.QName(side).localname
        for side in border
        if isinstance(side.tag, str) and side.get("style") not in {None, "none"}
    }
    return bool(drawn & {"left", "right", "start", "end"}) and bool(drawn & {"top", "bottom"})


def _merged(file: IO[bytes], limits: Limits) -> Iterator[tuple[int, int, int, int]]:
    """Find the merged ranges, which stand behind the cells: (top, left, bottom, right)."""
    rest, count = b"", 0
    while chunk := file.read(CHUNK_BYTES):
        text = rest + chunk
        end = 0
        for match in MERGED.finditer(text):
            end = match.end()
            count += 1
            if count > limits.cells:
                raise UnreadableDocument("rejected", f"more than {limits.cells:,} merged ranges")
            left, top, right, bottom = range_boundaries(match.group(1).decode())
            yield top, left, bottom, right
        rest = text[max(end, len(text) - 200) :]


def _fill(
    sheet: _Sheet,
    file: IO[bytes],
    strings: Sequence[str],
    formats: Sequence[_Format],
    epoch: datetime.datetime,
    limits: Limits,
) -> None:
    """Stream the cells of a sheet into its rows, leaving out what is hidden and what is padding."""
    row_number, column = 0, 0
    count, blank_run = 0, 0
    plain = _Format("", False)
    for event, element in _elements(file, ("start", "end"), "col", "row", "c"):
        match etree.QName(element).localname, event:
            case "col", "start" if element.get("hidden") in {"1", "true"}:
                sheet.hidden_columns.append((int(element.get("min")), int(element.get("max"))))
            case "row", "start":
                row_number, column = int(element.get("r") or row_number + 1), 0
                if element.get("hidden") in {"1", "true"}:
                    sheet.hidden_rows.add(row_number)
            case "c", "end":
                column = _column_of(element.get("r")) or column + 1
                style = int(element.get("s") or 0)
                format_ = formats[style] if style < len(formats) else plain
                text = _text(element, strings, format_.code, epoch)
                if not is_blank(text) or format_.is_ruled:
                    sheet.rows.setdefault(row_number, {})[column] = _Value(text, format_.is_ruled)
                    count += 1
            case "row", "end":
                blank_run = 0 if _has_content(sheet.rows.get(row_number, {})) else blank_run + 1
                if blank_run > PADDING_ROWS:
                    count -= len(sheet.rows.pop(row_number, {}))
        if count > limits.cells:
            raise UnreadableDocument(
                "rejected", f"too large: sheet {sheet.name} has more than {limits.cells:,} cells"
            )
    _drop_padding(sheet)


def _has_content(row: dict[int, _Value]) -> bool:
    return any(not is_blank(v.text) and v.text.strip("0.,- ") != "" for v in row.values())


def _drop_padding(sheet: _Sheet) -> None:
    """Drop the first rows of long runs of rows that hold nothing but blanks and zeros as well."""
    run: list[int] = []
    for number in [*sorted(sheet.rows), None]:
        if number is not None and not _has_content(sheet.rows[number]):
            run.append(number)
            continue
        if len(run) >= PADDING_ROWS:
            for padding in run:
                del sheet.rows[padding]
        run = []


def _column_of(reference: str | None) -> int:
    letters = (reference or "").rstrip("0123456789$")
    column = 0
    for letter in letters.upper().replace("$", ""):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def _text(
    element: etree._Element, strings: Sequence[str], code: str, epoch: datetime.datetime
) -> str:
    """Show one cell: strings literally, numbers by their format, formulas by the saved value."""
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return "".join(_string(part) for part in element.iterchildren("{*}is"))
    value = next((part.text or "" for part in element.iterchildren("{*}v")), "")
    if kind == "s":
        index = int(value) if value.isdigit() else len(strings)
        return strings[index] if index < len(strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    if kind == "n" and value:
        return displayed(value, code, epoch)
    return value.replace("\r\n", "\n")


# ---------------------------------------------------------------- .xls


def _xls(data: bytes | Path, limits: Limits) -> Iterator[tuple[int, _Sheet]]:
    content = data if isinstance(data, bytes) else data.read_bytes()
    layouts = dict(enumerate(biff.layouts(content), start=1))
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            for number, about in enumerate(workbook.sheets_metadata, start=1):
                is_shown = about.visible == python_calamine.SheetVisibleEnum.Visible
                if is_shown and about.typ == python_calamine.SheetTypeEnum.WorkSheet:
                    source = workbook.get_sheet_by_index(number - 1)
                    yield number, _xls_sheet(source, layouts.get(number, biff.Layout()), limits)
    except python_calamine.PasswordError as error:
        raise UnreadableDocument("needs_password", "the workbook needs a password") from error
    except python_calamine.CalamineError as error:
        raise UnreadableDocument("rejected", f"damaged workbook: {error}") from error
    except BaseException as error:
        # What calamine does with a file that was cut off; the class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableDocument("rejected", f"damaged workbook: {error}") from error


def _xls_sheet(
    source: python_calamine.CalamineSheet, layout: biff.Layout, limits: Limits
) -> _Sheet:
    """Put calamine's values into the places the layout says are shown."""
    sheet = _Sheet(
        source.name, hidden_rows=layout.hidden_rows, hidden_columns=layout.hidden_columns
    )
    for (row, column), style in layout.styles.items():
        if style.is_ruled:
            sheet.rows.setdefault(row, {})[column] = _Value("", is_ruled=True)
    if source.start is not None:
        check_size(1, source.height, source.width, limits)
        top, left = source.start
        plain = biff.Style("", is_ruled=False)
        for row, values in enumerate(source.to_python(skip_empty_area=True), start=top + 1):
            for column, value in enumerate(values, start=left + 1):
                style = layout.styles.get((row, column), plain)
                if value != "":
                    text = _shown(value, style.code)
                    sheet.rows.setdefault(row, {})[column] = _Value(text, style.is_ruled)
    sheet.merged = [
        (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
        for first, last in source.merged_cell_ranges or ()
    ]
    _drop_padding(sheet)
    return sheet


def _shown(value: object, code: str) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return displayed(repr(value), code)
    if isinstance(value, datetime.date):
        value = datetime.datetime.fromisoformat(value.isoformat())
        days = (value - EPOCH_1900) / datetime.timedelta(days=1)
        return displayed(repr(days), code or "yyyy-mm-dd")
    return str(value).replace("\r\n", "\n")


# ---------------------------------------------------------------- from sheet to page


def _page(number: int, sheet: _Sheet, limits: Limits) -> Page:
    """Cut a sheet into lines and grids, in the order of its rows."""
    _drop_hidden_columns(sheet)
    texts = [value.text for row in sheet.rows.values() for value in row.values()]
    blocks: list[Line | Grid] = []
    for is_table, rows in _runs(sheet):
        if is_table:
            blocks.append(_grid(number, sheet, rows, limits))
        else:
            blocks.extend(_lines(number, sheet, rows))
    if blocks and isinstance(blocks[0], Grid) and not UNTOLD_NAME.fullmatch(sheet.name):
        # A sheet without a title of its own is known by its tab.
        blocks.insert(0, Line(number, sheet.name, place=f"{sheet.name}!"))
    return Page(
        number=number,
        blocks=tuple(blocks),
        figures=figures(number, texts),
        route="sheet",
        has_text=bool(texts),
    )


def _drop_hidden_columns(sheet: _Sheet) -> None:
    for row in sheet.rows.values():
        for column in [c for c in row if any(a <= c <= b for a, b in sheet.hidden_columns)]:
            del row[column]
    for number in sheet.hidden_rows:
        sheet.rows.pop(number, None)


def _runs(sheet: _Sheet) -> Iterator[tuple[bool, list[int]]]:
    """Group neighbouring rows into tables and what stands between them."""
    is_table = _table_rows(sheet)
    run: list[int] = []
    for number in sorted(sheet.rows):
        starts_anew = run and (is_table[number] != is_table[run[-1]] or number > run[-1] + 1)
        if starts_anew and not _only_hidden_between(sheet, run[-1], number, is_table):
            yield is_table[run[0]], run
            run = []
        run.append(number)
    if run:
        yield is_table[run[0]], run


def _only_hidden_between(sheet: _Sheet, last: int, number: int, is_table: dict[int, bool]) -> bool:
    between = range(last + 1, number)
    return is_table[number] == is_table[last] and all(row in sheet.hidden_rows for row in between)


def _table_rows(sheet: _Sheet) -> dict[int, bool]:
    """Tell the rows of tables from titles, captions and notes.

    Ruled rows are tables where the sheet has any; a row of figures that somebody forgot to rule
    is one too. Without rules a table is what has several cells, from its header to its last row.
    """
    ruled = {number: _is_ruled_row(row) for number, row in sheet.rows.items()}
    if any(ruled.values()):
        return {
            number: ruled[number] or _holds_figures(sheet.rows[number]) for number in sheet.rows
        }
    kinds = {number: _looks_tabular(row) for number, row in sheet.rows.items()}
    for block in _neighbours(sorted(sheet.rows)):
        inside = [number for number in block if kinds[number]]
        if not inside:
            continue
        for number in block:
            kinds[number] = inside[0] <= number and (
                number <= inside[-1] or not _is_note(sheet, number)
            )
    return kinds


def _neighbours(numbers: Sequence[int]) -> Iterator[list[int]]:
    block: list[int] = []
    for number in numbers:
        if block and number > block[-1] + 1:
            yield block
            block = []
        block.append(number)
    if block:
        yield block


def _is_ruled_row(row: dict[int, _Value]) -> bool:
    ruled = sum(value.is_ruled for value in row.values())
    unruled = sum(not value.is_ruled for value in row.values())
    return ruled > unruled


def _written(row: dict[int, _Value]) -> list[str]:
    return [value.text.strip() for value in row.values() if not is_blank(value.text)]


def _holds_figures(row: dict[int, _Value]) -> bool:
    numbers = [text for text in _written(row) if NUMBER.fullmatch(text)]
    return len(numbers) > 1 or (len(_written(row)) > 1 and any("." in text for text in numbers))


def _looks_tabular(row: dict[int, _Value]) -> bool:
    texts = _written(row)
    return len(texts) > 1 and not all(CAPTION.fullmatch(text) for text in texts)


def _is_note(sheet: _Sheet, number: int) -> bool:
    texts = _written(sheet.rows[number])
    return len(texts) == 1 and (
        NOTE.match(texts[0]) is not None or len(texts[0]) > NOTE_LENGTH or "：" in texts[0]
    )


def _lines(number: int, sheet: _Sheet, rows: Iterable[int]) -> Iterator[Line]:
    for row in rows:
        for column, value in sorted(sheet.rows[row].items()):
            for text in value.text.split("\n"):
                if not is_blank(text):
                    yield Line(number, text.strip(), place=_place(sheet, row, column))


def _place(sheet: _Sheet, row: int, column: int) -> str:
    return f"{sheet.name}!{get_column_letter(column)}{row}"


def _grid(number: int, sheet: _Sheet, rows: list[int], limits: Limits) -> Grid:
    """Turn rows of a sheet into a grid; hidden rows and columns close up."""
    row_at = {row: index for index, row in enumerate(rows)}
    columns = _columns(sheet, rows)
    column_at = {column: index for index, column in enumerate(columns)}
    check_size(number, len(rows), len(columns), limits)
    spans = _spans(sheet, rows, columns)
    cells = []
    for row in rows:
        for column, value in sheet.rows[row].items():
            row_span, column_span = spans.get((row, column), (1, 1))
            cells.append(
                Cell(
                    row_at[row],
                    column_at[column],
                    value.text.strip(),
                    row_span,
                    column_span,
                    place=_place(sheet, row, column),
                )
            )
    return Grid(
        page=number,
        row_count=len(rows),
        column_count=len(columns),
        cells=filled(cells, len(rows), len(columns)),
        route="sheet",
    )


def _columns(sheet: _Sheet, rows: list[int]) -> list[int]:
    used = {column for row in rows for column in sheet.rows[row]}
    hidden = sheet.hidden_columns
    return [
        column
        for column in range(min(used), max(used) + 1)
        if not any(first <= column <= last for first, last in hidden)
    ]


def _spans(
    sheet: _Sheet, rows: list[int], columns: list[int]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Give each merged range's first shown cell its span, counted in shown rows and columns."""
    spans = {}
    for top, left, bottom, right in sheet.merged:
        down = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
        across = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        if down and across:
            spans[down[0], across[0]] = (len(down), len(across))
    return spans
