"""Read a workbook of today (.xlsx), streamed cell by cell.

A sheet padded with a million formatted blank rows costs time but no memory; number formats,
borders and merged ranges are read as well. Formulas are never evaluated: the value the author saw
was saved with them.

openpyxl (3.1) streams without merged cells and hidden rows; with them it holds the whole sheet: 459
MB for 57 KB of padding that take 50 MB here. Its table of built-in formats is used.
"""

from __future__ import annotations

import datetime
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils import range_boundaries

from extract.errors import UnreadableDocument
from extract.files.limits import Limits
from extract.numbers import is_blank
from extract.readers.cells import open_package
from extract.readers.excel.number_formats import EPOCH_1900, EPOCH_1904, displayed
from extract.readers.excel.sheet import (
    PADDING_ROWS,
    Sheet,
    Style,
    Value,
    drop_padding,
    has_content,
    too_large,
)

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
HIDDEN_STATES = {"hidden", "veryHidden"}


def visible_sheets(data: bytes | Path, limits: Limits) -> Iterator[tuple[int, Sheet]]:
    """Read the visible sheets, each with its number in the workbook.

    Raises UnreadableDocument where the file is damaged or larger than allowed.
    """
    with open_package(data, limits) as package:
        try:
            strings = list(_shared_strings(package))
            formats = _formats(package)
            for number, name, member, epoch in _members(package):
                sheet = Sheet(name)
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


def _formats(package: zipfile.ZipFile) -> list[Style]:
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
        found.append(Style(codes.get(int(style.get("numFmtId", 0)), ""), is_ruled))
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
    sheet: Sheet,
    file: IO[bytes],
    strings: Sequence[str],
    formats: Sequence[Style],
    epoch: datetime.datetime,
    limits: Limits,
) -> None:
    """Stream the cells of a sheet into its rows, leaving out what is hidden and what is padding."""
    row_number, column = 0, 0
    count, blank_run = 0, 0
    plain = Style("", False)
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
                    sheet.rows.setdefault(row_number, {})[column] = Value(text, format_.is_ruled)
                    count += 1
            case "row", "end":
                blank_run = 0 if has_content(sheet.rows.get(row_number, {})) else blank_run + 1
                if blank_run > PADDING_ROWS:
                    count -= len(sheet.rows.pop(row_number, {}))
        if count > limits.cells:
            raise too_large(sheet, limits)
    drop_padding(sheet)


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
