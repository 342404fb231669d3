"""Read an old binary workbook (.xls): calamine gives the values, `biff` how they are shown."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from pathlib import Path

import python_calamine

from extract.errors import UnreadableDocument
from extract.files.limits import Limits
from extract.readers.cells import check_size
from extract.readers.excel import biff
from extract.readers.excel.number_formats import EPOCH_1900, displayed
from extract.readers.excel.sheet import Sheet, Value, drop_padding


def visible_sheets(data: bytes | Path, limits: Limits) -> Iterator[tuple[int, Sheet]]:
    """Read the visible sheets, each with its number in the workbook.

    Raises UnreadableDocument where the file is damaged, needs a password or is larger than allowed.
    """
    content = data if isinstance(data, bytes) else data.read_bytes()
    layouts = dict(enumerate(biff.layouts(content), start=1))
    try:
        with python_calamine.load_workbook(io.BytesIO(content)) as workbook:
            for number, about in enumerate(workbook.sheets_metadata, start=1):
                is_shown = about.visible == python_calamine.SheetVisibleEnum.Visible
                if is_shown and about.typ == python_calamine.SheetTypeEnum.WorkSheet:
                    source = workbook.get_sheet_by_index(number - 1)
                    yield number, _sheet(source, layouts.get(number, biff.Layout()), limits)
    except python_calamine.PasswordError as error:
        raise UnreadableDocument("needs_password", "the workbook needs a password") from error
    except python_calamine.CalamineError as error:
        raise UnreadableDocument("rejected", f"damaged workbook: {error}") from error
    except BaseException as error:
        # What calamine does with a file that was cut off; the class cannot be imported.
        if type(error).__name__ != "PanicException":
            raise
        raise UnreadableDocument("rejected", f"damaged workbook: {error}") from error


def _sheet(source: python_calamine.CalamineSheet, layout: biff.Layout, limits: Limits) -> Sheet:
    """Put calamine's values into the places the layout says are shown."""
    sheet = Sheet(source.name, hidden_rows=layout.hidden_rows, hidden_columns=layout.hidden_columns)
    for (row, column), style in layout.styles.items():
        if style.is_ruled:
            sheet.rows.setdefault(row, {})[column] = Value("", is_ruled=True)
    if source.start is not None:
        check_size(1, source.height, source.width, limits)
        top, left = source.start
        plain = biff.Style("", is_ruled=False)
        for row, values in enumerate(source.to_python(skip_empty_area=True), start=top + 1):
            for column, value in enumerate(values, start=left + 1):
                style = layout.styles.get((row, column), plain)
                if value != "":
                    text = _shown(value, style.code)
                    sheet.rows.setdefault(row, {})[column] = Value(text, style.is_ruled)
    sheet.merged = [
        (first[0] + 1, first[1] + 1, last[0] + 1, last[1] + 1)
        for first, last in source.merged_cell_ranges or ()
    ]
    drop_padding(sheet)
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
