"""Find out how an old binary workbook (.xls) shows its cells: formats, borders, what is hidden.

calamine reads the values of such a file but not their number formats, and 8.40 without its format
is 8.4: a digit of printed precision lost. This reads the few records that say it (BIFF8 only,
written since Excel 97) and leaves the values to calamine.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS

BIFF8 = 0x0600
FREE_SECTOR = 0xFFFFFFFA
BOF, EOF, BOUNDSHEET, FORMAT, XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
ROW, COLUMNS, MANY_NUMBERS, MANY_BLANKS = 0x0208, 0x007D, 0x00BD, 0x00BE
# Formula, blank, number, label, Boolean or error, packed number, formatted label, shared label.
CELLS = frozenset({0x0006, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6, 0x00FD})
ROW_IS_HIDDEN, COLUMN_IS_HIDDEN = 0x20, 0x01


@dataclass(frozen=True)
class Style:
    """How a cell is shown: its number format, and whether borders make it part of a table."""

    code: str
    is_ruled: bool


@dataclass
class Layout:
    """How one sheet is shown; rows and columns count from 1."""

    styles: dict[tuple[int, int], Style] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def layouts(data: bytes) -> list[Layout]:
    """Read the layout of every sheet, in the order of the workbook.

    Empty where the file is older than BIFF8 or damaged: its values may still be readable.
    """
    try:
        stream = _stream(data)
        return list(_layouts(stream)) if stream else []
    except (struct.error, IndexError, UnicodeDecodeError):
        return []


def _layouts(stream: bytes) -> Iterator[Layout]:
    codes = {int(key): code for key, code in BUILTIN_FORMATS.items()}
    styles: list[tuple[int, bool]] = []
    starts = []
    for kind, body in _records(stream, 0):
        if kind == BOF and struct.unpack_from("<H", body)[0] != BIFF8:
            return
        if kind == FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = _string(body[2:])
        elif kind == XF:
            styles.append((struct.unpack_from("<H", body, 2)[0], _is_ruled(body)))
        elif kind == BOUNDSHEET:
            starts.append(struct.unpack_from("<I", body)[0])
    known = [Style(codes.get(number, ""), is_ruled) for number, is_ruled in styles]
    for start in starts:
        yield _layout(stream, start, known)


def _layout(stream: bytes, start: int, known: list[Style]) -> Layout:
    layout = Layout()
    for kind, body in _records(stream, start):
        if kind in CELLS:
            _keep(layout, known, *struct.unpack_from("<HHH", body))
        elif kind in {MANY_NUMBERS, MANY_BLANKS}:
            row, first = struct.unpack_from("<HH", body)
            width = 6 if kind == MANY_NUMBERS else 2
            for index, at in enumerate(range(4, len(body) - 2, width)):
                _keep(layout, known, row, first + index, struct.unpack_from("<H", body, at)[0])
        elif kind == ROW and struct.unpack_from("<H", body, 12)[0] & ROW_IS_HIDDEN:
            layout.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == COLUMNS and struct.unpack_from("<H", body, 8)[0] & COLUMN_IS_HIDDEN:
            first, last = struct.unpack_from("<HH", body)
            layout.hidden_columns.append((first + 1, last + 1))
    return layout


def _keep(layout: Layout, known: list[Style], row: int, column: int, style: int) -> None:
    if style < len(known):
        layout.styles[row + 1, column + 1] = known[style]


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one substream, without those of charts drawn inside it."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 1:
            yield kind, stream[at : at + length]
        if depth <= 0:
            return
        at += length


def _string(body: bytes) -> str:
    length, flags = struct.unpack_from("<HB", body)
    is_wide = flags & 1
    return body[3 : 3 + length * (1 + is_wide)].decode("utf-16-le" if is_wide else "latin-1")


def _is_ruled(style: bytes) -> bool:
    lines = struct.unpack_from("<I", style, 10)[0]
    left_or_right, top_or_bottom = lines & 0xFF, lines & 0xFF00
    return bool(left_or_right) and bool(top_or_bottom)


# ---------------------------------------------------------------- the OLE2 container


def _stream(data: bytes) -> bytes:
    """Take the workbook's stream out of its container; empty where there is none."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    first_entry, cutoff, first_mini = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
    fat = _fat(data, size)
    directory = _chain(data, fat, first_entry, size, size)
    entries = [directory[at : at + 128] for at in range(0, len(directory) - 127, 128)]
    root_start = struct.unpack_from("<I", entries[0], 116)[0]
    for entry in entries:
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(length - 2, 0)].decode("utf-16-le", errors="replace")
        if name not in {"Workbook", "Book"}:
            continue
        start, total = struct.unpack_from("<II", entry, 116)
        if total >= cutoff:
            return _chain(data, fat, start, size, size)[:total]
        # Small streams lie in 64-byte pieces inside the stream of the root entry.
        mini_fat = _numbers(_chain(data, fat, first_mini, size, size))
        pieces = _chain(data, fat, root_start, size, size)
        return _chain(pieces, mini_fat, start, 64, 0)[:total]
    return b""


def _fat(data: bytes, size: int) -> tuple[int, ...]:
    """Read the table that says for each sector which one comes next."""
    sectors = list(struct.unpack_from("<109I", data, 76))
    more = struct.unpack_from("<I", data, 68)[0]
    # Each sector listing further ones ends with the number of the next such sector.
    for _ in range(len(data) // size):
        if more >= FREE_SECTOR:
            break
        listed = _numbers(data[(more + 1) * size : (more + 2) * size])
        sectors += listed[:-1]
        more = listed[-1]
    used = [sector for sector in sectors if sector < FREE_SECTOR]
    return _numbers(b"".join(data[(s + 1) * size : (s + 2) * size] for s in used))


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}I", data)


def _chain(data: bytes, fat: tuple[int, ...], start: int, size: int, offset: int) -> bytes:
    """Join the sectors of a chain; one that runs in a circle ends after every sector."""
    parts = []
    for _ in range(len(fat)):
        if start >= len(fat):
            break
        parts.append(data[offset + start * size : offset + (start + 1) * size])
        start = fat[start]
    return b"".join(parts)
