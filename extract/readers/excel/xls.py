"""Read an old binary workbook (.xls, or .et as Kingsoft writes it) by xlrd.

Formulas are never evaluated: the value the author saw was saved with them.
"""

from __future__ import annotations

import datetime
import io
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlrd

from extract.errors import UnreadableDocument
from extract.files.limits import Limits
from extract.numbers import is_blank
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

SHOWN = 0
# What xlrd raises where records are not what they should be: it checks few of them.
DAMAGES = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AssertionError,
    AttributeError,
    ArithmeticError,
)


def visible_sheets(data: bytes | Path, limits: Limits) -> Iterator[tuple[int, Sheet]]:
    """Read the visible sheets, each with its number in the workbook.

    Raises UnreadableDocument where the file is damaged, needs a password or is larger than allowed.
    """
    content = data if isinstance(data, bytes) else data.read_bytes()
    try:
        with xlrd.open_workbook(
            file_contents=content,
            formatting_info=True,
            on_demand=True,
            ragged_rows=True,
            # it has much to say of programs that write a trifle differently
            logfile=io.StringIO(),
        ) as book:
            styles = [_style(book, style) for style in book.xf_list]
            for index in range(book.nsheets):
                source = book.sheet_by_index(index)
                if source.visibility == SHOWN:
                    yield index + 1, _sheet(source, styles, book.datemode, limits)
                book.unload_sheet(index)
    except DAMAGES as error:
        if "encrypted" in str(error):
            raise UnreadableDocument("needs_password", "the workbook needs a password") from error
        raise UnreadableDocument("rejected", f"damaged workbook: {error}") from error


def _style(book: Any, style: Any) -> Style:
    """Take the number format of a style, and whether its borders make a box, as in .xlsx."""
    border = style.border
    known = book.format_map.get(style.format_key)
    return Style(
        known.format_str if known else "",
        bool(border.left_line_style or border.right_line_style)
        and bool(border.top_line_style or border.bottom_line_style),
    )


def _sheet(source: Any, styles: Sequence[Style], date_mode: int, limits: Limits) -> Sheet:
    """Take the cells of a sheet that show something, or whose borders make them part of a table."""
    sheet = Sheet(
        source.name,
        merged=[
            (top + 1, left + 1, bottom, right) for top, bottom, left, right in source.merged_cells
        ],
        hidden_rows={row + 1 for row, info in source.rowinfo_map.items() if info.hidden},
        hidden_columns=[(c + 1, c + 1) for c, info in source.colinfo_map.items() if info.hidden],
    )
    epoch = EPOCH_1904 if date_mode else EPOCH_1900
    count, blank_run = 0, 0
    for row in range(source.nrows):
        shown = {}
        for column, cell in enumerate(source.row(row), start=1):
            style = styles[cell.xf_index]
            text = _shown(cell, style.code, epoch)
            if not is_blank(text) or style.is_ruled:
                shown[column] = Value(text, style.is_ruled)
        blank_run = 0 if has_content(shown) else blank_run + 1
        if shown and blank_run <= PADDING_ROWS:
            sheet.rows[row + 1] = shown
            count += len(shown)
        if count > limits.cells:
            raise too_large(sheet, limits)
    drop_padding(sheet)
    return sheet


def _shown(cell: Any, code: str, epoch: datetime.datetime) -> str:
    if cell.ctype in {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}:
        return displayed(repr(cell.value), code, epoch)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return str(bool(cell.value)).upper()
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#"))
    return str(cell.value).replace("\r\n", "\n")
