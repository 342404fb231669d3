"""A sheet of a workbook as it is shown, whatever the file it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.errors import UnreadableDocument
from extract.files.limits import Limits
from extract.numbers import is_blank

# A run of this many rows without a word or a figure other than zero is padding, not table.
PADDING_ROWS = 100


@dataclass(frozen=True)
class Value:
    """One cell of a sheet as shown; `is_ruled` where its borders make it part of a table."""

    text: str
    is_ruled: bool = False


@dataclass(frozen=True)
class Style:
    """How a cell is shown: its number format, and whether its borders make a box."""

    code: str
    is_ruled: bool


@dataclass
class Sheet:
    """The shown part of a sheet: rows and columns count from 1, as the sheet does."""

    name: str
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def has_content(row: dict[int, Value]) -> bool:
    """Tell whether a row holds a word or a figure other than zero."""
    return any(not is_blank(v.text) and v.text.strip("0.,- ") != "" for v in row.values())


def too_large(sheet: Sheet, limits: Limits) -> UnreadableDocument:
    """Say that a sheet has more cells than allowed."""
    size = f"sheet {sheet.name} has more than {limits.cells:,} cells"
    return UnreadableDocument("rejected", f"too large: {size}")


def drop_padding(sheet: Sheet) -> None:
    """Drop the first rows of long runs of rows that hold nothing but blanks and zeros as well."""
    run: list[int] = []
    for number in [*sorted(sheet.rows), None]:
        if number is not None and not has_content(sheet.rows[number]):
            run.append(number)
            continue
        if len(run) >= PADDING_ROWS:
            for padding in run:
                del sheet.rows[padding]
        run = []


def drop_hidden(sheet: Sheet) -> None:
    """Drop the rows and columns that are not shown."""
    for row in sheet.rows.values():
        for column in [c for c in row if any(a <= c <= b for a, b in sheet.hidden_columns)]:
            del row[column]
    for number in sheet.hidden_rows:
        sheet.rows.pop(number, None)
