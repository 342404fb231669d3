"""The header of a tabbed table: a known form's, though its words stand over the wrong columns.

Merged cells are lost in a dump, so that a header can look clean and still be wrong. Several
readings are tried, and the one wins under which the rows of the table add up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from extract.numbers import amount, folded, is_amount
from extract.readers.dump.forms import Form, is_label
from extract.readers.dump.header_sums import HeaderPath, holds, sums_of
from extract.readers.dump.tabbed.rows import TextRow

MAX_HEADER_ROWS = 6


@dataclass(frozen=True)
class Header:
    """A header found among rows: where it starts, how many rows it has, and its paths.

    `likeness` and `order` say how well a form agrees in its letters and in their order, `titled`
    that its title stands above; `literal` that the rows were read as they stand.
    """

    start: int
    rows: int
    paths: tuple[HeaderPath, ...]
    likeness: float = 0.0
    order: float = 0.0
    titled: bool = False
    literal: bool = False


def find_header(rows: Sequence[TextRow], title: str, forms: Sequence[Form]) -> Header | None:
    """Choose the header under which the rows add up best; then exact forms, literal, likeness.

    A header in the middle (of a goals form) counts only if there is none at the top.
    """
    known = list(_form_headers(rows, title, forms))
    top = [header for header in known if header.start == 0]
    literal = _literal_header(rows) if top or not known else None
    choices = [*(top or known), *([literal] if literal else [])]
    return min(
        choices,
        key=lambda header: (
            _broken_rows(header, rows),
            header.likeness < 1.0,
            not header.literal,
            -header.likeness,
            -header.order,
            not header.titled,
        ),
        default=None,
    )


def _form_headers(rows: Sequence[TextRow], title: str, forms: Sequence[Form]) -> Iterator[Header]:
    """Find blocks of rows whose letters are those of a known form's header."""
    titled = [bool(form.title.search(title)) for form in forms]
    for start, end in _word_blocks(rows):
        text = "".join(cell for row in rows[start:end] for cell in row.cells)
        found = Counter(folded(text))
        for form, has_title in zip(forms, titled, strict=True):
            share = form.likeness(found, title)
            if share and _fits(form.paths, rows[end:]):
                order = form.likeness_of_order(text)
                yield Header(start, end - start, form.paths, share, order, has_title)


def _word_blocks(rows: Sequence[TextRow]) -> Iterator[tuple[int, int]]:
    """Name the blocks of rows, start and end, that can be a header: words only, few rows."""
    for start in range(len(rows)):
        block = takewhile(lambda row: row.is_header, rows[start : start + MAX_HEADER_ROWS])
        yield from ((start, start + count) for count, _ in enumerate(block, start=1))


def _fits(paths: Sequence[HeaderPath], body: Sequence[TextRow]) -> bool:
    """Tell whether a header is wide enough for the rows below it."""
    return all(row.width <= len(paths) for row in body if any(map(is_amount, row.cells)))


def _broken_rows(header: Header, rows: Sequence[TextRow]) -> int:
    """Count the rows whose figures do not add up under this header."""
    amounts = [(i, path) for i, path in enumerate(header.paths) if not is_label(path)]
    checks, columns = sums_of(amounts), {i for i, _ in amounts}
    broken = 0
    for row in rows[header.start + header.rows :]:
        figures = {i: amount(c) for i, c in enumerate(row.cells) if i in columns and is_amount(c)}
        broken += not all(holds(check, figures) for check in checks)
    return broken


# --- as it stands ------------------------------------------------------------------------------

# Columns from start to end under one path of words.
Region = tuple[int, int, HeaderPath]


def _literal_header(rows: Sequence[TextRow]) -> Header | None:
    """Read the header as it stands: a word spans the blanks to its right, a blank below goes up.

    It counts only if it comes out clean, that is with one word of its own for every column.
    """
    width = max(row.width for row in rows)
    regions: list[Region] = [(0, width, ())]
    for count, row in enumerate(rows[:MAX_HEADER_ROWS], start=1):
        divided = _divided(regions, row, width) if row.is_header else None
        if divided is None:
            return None
        regions = divided
        if all(end - start == 1 and path for start, end, path in regions):
            return Header(0, count, tuple(path for _, _, path in regions), literal=True)
    return None


def _divided(regions: Sequence[Region], row: TextRow, width: int) -> list[Region] | None:
    """Divide regions by the words of the next row; None if a region does not begin with one."""
    texts = (*row.cells, *[""] * width)[:width]
    divided: list[Region] = []
    for start, end, path in regions:
        starts = [i for i in range(start, end) if texts[i]]
        if not starts:
            divided.append((start, end, path))
        elif starts[0] != start:
            return None
        else:
            ends = [*starts[1:], end]
            divided += [(a, b, (*path, texts[a])) for a, b in zip(starts, ends, strict=True)]
    return divided
