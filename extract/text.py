"""Plain-text dumps of disclosures: tables as tabs, as pipes, or only as an order of figures.

Two kinds of dumps are met. Most keep a table's columns as tabs but lose merged cells, so that
header words stand over the wrong columns. Others put cells on lines of their own and drop the
blank ones, so that only the order of the figures is left. What the header of a form looks like
is knowledge about forms, kept in seeds/form_headers.csv; a header is recognised by its letters.
"""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from itertools import groupby
from pathlib import Path as FilePath

from extract.errors import UnreadableDocument
from extract.placement import (
    Path,
    holds,
    identities,
)
from extract.types import Cell, Grid, Line, Page, PrintedFigure

SEED = FilePath(__file__).resolve().parent.parent / "seeds" / "form_headers.csv"
TABS, ORDER = "text_tabs", "text_order"

# A header is recognised when at least this share of its letters agrees with a known form; a title
# of that form above it makes up for some lost words.
LIKENESS = 0.9
TITLED_LIKENESS = 0.8
MAX_HEADER_ROWS = 6
# The title stands among the last lines above a table: number, title, department, unit.
CAPTION_LINES = 4
# Pieces of one table may differ by this many blanks at the end of their rows.
LENGTH_SLACK = 1

FIGURE = re.compile(r"[-−△▲]?(\d{1,3}(,\d{3})+(\.\d+)?|\d+\.\d+)|[-−△▲]?0")
NUMBER = re.compile(r"[-−△▲]?\d[\d,]*(\.\d+)?")
DECIMAL = re.compile(r"[-−△▲]?\d[\d,]*\.\d+")
CODE = re.compile(r"\d{1,25}")
RULE_CELL = re.compile(r":?-{2,}:?")
# Header words of columns that hold no amounts (after taking off a remark in brackets).
LABEL_WORD = re.compile(
    r"(编码|代码|名称|类别|类型|分类|行次|栏次|情况)$|^(类|款|项|项目|项目单位|单位|部门|科目)$"
    r"|^(项目部门)$|指标|^$"
)
CODE_WORD = re.compile(r"(编码|代码|行次)$|^(类|款|项)$")
UNIT_CODE_WORD = re.compile(r"^(单位|部门)(代码|编码)$")
VALUE_WORD = "指标值"


# --- decoding ----------------------------------------------------------------------------------

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes) -> str:
    """Decode a dump: by its byte order mark, else as UTF-8, else as GB18030, each strictly."""
    if not data.strip():
        raise UnreadableDocument("rejected", "the file is empty")
    marked = [name for bom, name in BOMS if data.startswith(bom)]
    for encoding in marked or ["utf-8", "gb18030"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise UnreadableDocument("not_a_document", "the bytes are no text in UTF-8, UTF-16 or GB18030")


# --- words and figures -------------------------------------------------------------------------


def letters(text: str) -> str:
    """Strip white space and the difference between full-width and half-width characters."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def is_figure(text: str) -> bool:
    """Tell an amount (a fraction, thousands separators, or a bare zero) from codes and counts."""
    return bool(FIGURE.fullmatch(letters(text)))


def is_number(text: str) -> bool:
    """Tell whether a cell is nothing but a number: an amount, a code, an index."""
    return bool(NUMBER.fullmatch(letters(text)))


def amount(text: str) -> Decimal:
    """Read a printed figure exactly."""
    plain = letters(text).replace(",", "")
    return Decimal("-" + plain[1:] if plain[0] in "-−△▲" else plain)


# --- forms -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Form:
    """A printed form: how its title reads and the header path of each of its columns."""

    name: str
    title: re.Pattern[str]
    paths: tuple[Path, ...]


def figure_columns(paths: Sequence[Path]) -> tuple[int, ...]:
    """Name the columns that hold amounts; a form without any states them as 指标值."""
    plain = tuple(i for i, path in enumerate(paths) if not is_label(path))
    return plain or tuple(i for i, path in enumerate(paths) if path[-1] == VALUE_WORD)


def is_label(path: Path) -> bool:
    """Tell whether a column holds codes, names or indicators rather than amounts."""
    leaf = re.sub(r"\(.*?\)$", "", letters(path[-1])) if path else ""
    return bool(LABEL_WORD.search(leaf))


@cache
def load_forms(path: FilePath = SEED) -> tuple[Form, ...]:
    """Read the printed headers of the known forms."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    forms = []
    for name, group in groupby(rows, key=lambda row: row["form"]):
        columns = sorted(group, key=lambda row: int(row["column_no"]))
        title = re.compile(columns[0]["table_title_pattern"])
        forms.append(Form(name, title, tuple(tuple(c["header_path"].split("/")) for c in columns)))
    return tuple(forms)


@cache
def form_letters(form: Form) -> Counter[str]:
    """Count the letters of a form's header, each merged cell once."""
    return Counter(letters("".join(cell.text for cell in header_cells(form.paths))))


def likeness(form: Form, found: Counter[str], title: str) -> float:
    """Compare a form's header with the letters of a block: shared letters over all letters.

    Zero when that is too little to recognise the form.
    """
    known = form_letters(form)
    least = TITLED_LIKENESS if form.title.search(title) else LIKENESS
    if found.total() < least * known.total() or known.total() < least * found.total():
        return 0.0
    share = (known & found).total() / (known | found).total()
    return share if share >= least else 0.0


def likeness_of_order(form: Form, text: str) -> float:
    """Compare the order of the words too: some forms differ in nothing else."""
    words = letters("".join(cell.text for cell in header_cells(form.paths)))
    return SequenceMatcher(None, words, letters(text), autojunk=False).ratio()


def header_cells(paths: Sequence[Path]) -> tuple[Cell, ...]:
    """Lay header paths out as merged cells: a shared word spans its columns, a leaf goes down."""
    depth = max(len(path) for path in paths)
    cells = []
    for column, path in enumerate(paths):
        for level, word in enumerate(path):
            leaf = level == len(path) - 1
            same = [
                len(p) > level
                and p[: level + 1] == path[: level + 1]
                and (len(p) == level + 1) == leaf
                for p in paths
            ]
            if not word or (column and same[column - 1]):
                continue
            width = next((i for i, s in enumerate(same[column:]) if not s), len(paths) - column)
            cells.append(Cell(level, column, word, depth - level if leaf else 1, width))
    return tuple(cells)


# --- tab and pipe tables -----------------------------------------------------------------------


@dataclass(frozen=True)
class TextLine:
    """A line of the dump with its number, counted from 1 over the whole file."""

    number: int
    text: str

    @property
    def place(self) -> str:
        """Where the line stands, as cells and lines name it."""
        return f"L{self.number}"


@dataclass(frozen=True)
class TextRow:
    """A table row of a dump: its line and the texts between the tabs or pipes."""

    line: TextLine
    cells: tuple[str, ...]

    @property
    def width(self) -> int:
        """The number of columns up to the last that is not blank."""
        return max((i + 1 for i, text in enumerate(self.cells) if text), default=0)


def table_row(line: TextLine) -> TextRow | None:
    """Split a line of a table into its cells; None for a line of prose."""
    text = line.text
    if "\t" in text:
        cells = text.split("\t")
    elif text.strip().startswith("|") and text.count("|") > 1:
        cells = text.strip().removeprefix("|").removesuffix("|").split("|")
    else:
        return None
    return TextRow(line, tuple(cell.strip() for cell in cells))


def is_rule(row: TextRow) -> bool:
    """Tell a drawn line (---|---) from a row."""
    return all(RULE_CELL.fullmatch(cell) for cell in row.cells if cell)


@dataclass(frozen=True)
class Header:
    """A header found in a piece of a table: its first row, how many rows, and its paths."""

    start: int
    rows: int
    paths: tuple[Path, ...]
    likeness: float
    order: float = 0.0
    literal: bool = False


def is_header_row(row: TextRow) -> bool:
    """Tell a header row: it has words and no numbers."""
    return any(row.cells) and not any(is_number(c) for c in row.cells)


def form_headers(rows: Sequence[TextRow], title: str, forms: Sequence[Form]) -> Iterator[Header]:
    """Find blocks of rows whose letters are those of a known form's header."""
    for start in range(len(rows)):
        found: Counter[str] = Counter()
        for count, row in enumerate(rows[start : start + MAX_HEADER_ROWS], start=1):
            if not is_header_row(row):
                break
            found += Counter(letters("".join(row.cells)))
            for form in forms:
                share = likeness(form, found, title)
                if share and fits(form.paths, rows[start + count :]):
                    text = "".join(c for r in rows[start : start + count] for c in r.cells)
                    yield Header(start, count, form.paths, share, likeness_of_order(form, text))


def fits(paths: Sequence[Path], body: Sequence[TextRow]) -> bool:
    """Tell whether a header is wide enough for the rows below it."""
    return all(row.width <= len(paths) for row in body if any(map(is_figure, row.cells)))


def literal_header(rows: Sequence[TextRow]) -> Header | None:
    """Read the header as it stands: a word spans the blanks to its right, a blank below goes up.

    It counts only if it comes out clean, that is with one word of its own for every column.
    """
    width = max(row.width for row in rows)
    regions: list[tuple[int, int, Path]] = [(0, width, ())]
    for count, row in enumerate(rows[:MAX_HEADER_ROWS], start=1):
        if not is_header_row(row):
            return None
        texts = (*row.cells, *[""] * width)[:width]
        split: list[tuple[int, int, Path]] = []
        for start, end, path in regions:
            starts = [i for i in range(start, end) if texts[i]]
            if not starts:
                split.append((start, end, path))
            elif starts[0] != start:
                return None
            else:
                ends = [*starts[1:], end]
                split += [(a, b, (*path, texts[a])) for a, b in zip(starts, ends, strict=True)]
        regions = split
        if all(end - start == 1 and path for start, end, path in regions):
            return Header(0, count, tuple(path for _, _, path in regions), 0.0, literal=True)
    return None


def broken_rows(header: Header, rows: Sequence[TextRow]) -> int:
    """Count the rows whose figures do not add up under this header."""
    rules = [(i, p) for i, p in enumerate(header.paths) if not is_label(p)]
    checks = identities(rules)
    columns = {i for i, _ in rules}
    broken = 0
    for row in rows[header.start + header.rows :]:
        figures = {i: amount(c) for i, c in enumerate(row.cells) if i in columns and is_figure(c)}
        broken += not all(holds(check, figures) for check in checks)
    return broken


def find_header(rows: Sequence[TextRow], title: str, forms: Sequence[Form]) -> Header | None:
    """Choose the header under which the rows add up best; then exact forms, literal, likeness."""
    known = list(form_headers(rows, title, forms))
    top = [header for header in known if header.start == 0]
    literal = literal_header(rows)
    choices = [*(top or known), *([literal] if literal and (top or not known) else [])]
    return min(
        choices,
        key=lambda h: (
            broken_rows(h, rows),
            h.likeness < 1.0,
            not h.literal,
            -h.likeness,
            -h.order,
        ),
        default=None,
    )


def shifted(row: TextRow, length: int, header: Sequence[Path]) -> TextRow:
    """Put a row right whose leading blanks were miscounted, as its figures under names show.

    The row is one tab short of the others (or has one too many), or the blanks lost in front
    stand at its end; it moves as a whole, and only if its figures then stand under amounts.
    """
    if agrees(row.cells, header):
        return row
    missing = length - len(row.cells)
    moves = [missing] if missing else range(1, len(row.cells) - row.width + 1)
    for by in moves:
        moved = (*[""] * by, *row.cells) if by > 0 else row.cells[-by:]
        if not any(row.cells[: max(-by, 0)]) and agrees(moved, header):
            return replace(row, cells=moved)
    return row


def agrees(cells: Sequence[str], header: Sequence[Path]) -> bool:
    """Tell whether figures stand only under amounts, and names only under names."""
    return all(
        i < len(header) and not (is_label(header[i]) and DECIMAL.fullmatch(letters(text)))
        for i, text in enumerate(cells)
        if text
    )


def unglued(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Spread figures glued into one cell over it and the blank cells beside it."""
    result = [*cells, *[""] * (width - len(cells))]
    for i, text in enumerate(cells):
        figures = text.split()
        if len(figures) == 1 or not all(DECIMAL.fullmatch(letters(f)) for f in figures):
            continue
        for start in (i, i - len(figures) + 1):
            end = start + len(figures)
            others = [t for j, t in enumerate(result[start:end], start=start) if j != i]
            if start >= 0 and end <= width and not any(others):
                result[start:end] = figures
                break
    return tuple(result)


def sheet_row(cells: tuple[str, ...], columns: Sequence[int]) -> tuple[str, ...]:
    """Put the figures of a sheet row under the sheet's amounts: labels are merged cells there.

    Only a row that fills the amounts exactly, from its first figure to its last cell, is meant.
    """
    first = next((i for i, text in enumerate(cells) if is_number(text)), None)
    if first is None:
        return cells
    last = max(i for i, text in enumerate(cells) if text)
    if last - first + 1 != len(columns) or first == columns[0]:
        return cells
    width = max(len(cells), columns[-1] + 1)
    label = (*cells[:first], *[""] * width)[: columns[0]]
    return (*label, *cells[first : last + 1], *[""] * width)[:width]


def header_place(cell: Cell, rows: Sequence[TextRow]) -> Cell:
    """Give a header cell the printed spelling and line of its word, where the dump has it."""
    for row in rows:
        for text in row.cells:
            if letters(text) == letters(cell.text):
                return replace(cell, text=cell.text if " " in text else text, place=row.line.place)
    return replace(cell, place=rows[0].line.place)


def body_cells(rows: Sequence[TextRow], offset: int, merged: bool = False) -> Iterator[Cell]:
    """Turn rows into cells; blank cells are left out.

    In a sheet (`merged`) the label before a figure spans the blanks between the two.
    """
    for number, row in enumerate(rows, start=offset):
        filled = [i for i, text in enumerate(row.cells) if text]
        for column, after in zip(filled, [*filled[1:], None], strict=True):
            spans = merged and after is not None and is_figure(row.cells[after])
            width = after - column if spans and after is not None else 1
            yield Cell(number, column, row.cells[column], 1, width, place=row.line.place)


def usual_length(rows: Sequence[TextRow]) -> int:
    """Name the number of cells most rows have, blank ones included."""
    return Counter(len(row.cells) for row in rows).most_common(1)[0][0]


@dataclass(frozen=True)
class Piece:
    """The part of a table between two blank lines, with the header it stands under, if known."""

    grid: Grid
    paths: tuple[Path, ...] = ()
    length: int = 0


def tab_piece(
    rows: Sequence[TextRow], before: Piece | None, title: str, forms: Sequence[Form], page: int
) -> Piece:
    """Build the grid of a piece of a table; `before` is the piece it may continue."""
    header = find_header(rows, title, forms)
    length = usual_length(rows)
    if header is None:
        return plain_piece(rows, before, page)
    if header.start:
        return Piece(sheet_grid(rows, header, page), length=length)
    top, body = rows[: header.rows], repaired(rows[header.rows :], header.paths)
    depth = max(len(path) for path in header.paths)
    cells = [header_place(cell, top) for cell in header_cells(header.paths)]
    cells += body_cells(body, depth)
    width = max(len(header.paths), *(row.width for row in body), 0)
    grid = Grid(page, depth + len(body), width, tuple(cells), TABS, header_rows=depth)
    return Piece(grid, header.paths, length)


def plain_piece(rows: Sequence[TextRow], before: Piece | None, page: int) -> Piece:
    """Build a piece without a header; directly below a table it is that table's next page.

    A piece whose rows are cut quite differently continues a table that is not in the dump.
    """
    length = usual_length(rows)
    if before is None or abs(length - before.length) > LENGTH_SLACK:
        width = max(length, *(row.width for row in rows), 0)
        return Piece(Grid(page, len(rows), width, tuple(body_cells(rows, 0)), TABS), length=length)
    body = repaired(rows, before.paths)
    width = max(before.grid.column_count, *(row.width for row in body), 0)
    grid = Grid(page, len(body), width, tuple(body_cells(body, 0)), TABS, header_rows=0)
    return replace(before, grid=grid)


def repaired(rows: Sequence[TextRow], paths: Sequence[Path]) -> list[TextRow]:
    """Undo what the dump did to body rows: lost or added blanks, figures glued together."""
    if not rows or not paths:
        return list(rows)
    length, width = usual_length(rows), len(paths)
    moved = [narrowed(shifted(row, length, paths), width) for row in rows]
    return [replace(row, cells=unglued(row.cells, width)) for row in moved]


def narrowed(row: TextRow, width: int) -> TextRow:
    """Take blanks after the last figure out of a row that is wider than its header."""
    excess = row.width - width
    last = max((i for i, text in enumerate(row.cells) if is_figure(text)), default=None)
    if excess <= 0 or last is None or any(row.cells[last + 1 : last + 1 + excess]):
        return row
    return replace(row, cells=(*row.cells[: last + 1], *row.cells[last + 1 + excess :]))


def sheet_grid(rows: Sequence[TextRow], header: Header, page: int) -> Grid:
    """Build a sheet, whose amounts stand above (or beside) a header in the middle."""
    columns = figure_columns(header.paths)
    end = header.start + header.rows
    top = [replace(row, cells=sheet_row(row.cells, columns)) for row in rows[: header.start]]
    below = [replace(row, cells=sheet_row(row.cells, columns)) for row in rows[end:]]
    depth = max(len(path) for path in header.paths)
    middle = [header_place(cell, rows[header.start : end]) for cell in header_cells(header.paths)]
    cells = [
        *body_cells(top, 0, merged=True),
        *(replace(cell, row=cell.row + header.start) for cell in middle),
        *body_cells(below, header.start + depth, merged=True),
    ]
    width = max(len(header.paths), *(row.width for row in [*top, *below]))
    return Grid(page, len(top) + depth + len(below), width, tuple(cells), TABS)


# --- pages -------------------------------------------------------------------------------------


def read(data: bytes) -> tuple[Page, ...]:
    """Read a text dump: a page for each form feed, tables as grids, everything else as lines."""
    forms = load_forms()
    pages = []
    number = 1
    for index, text in enumerate(decode(data).split("\f"), start=1):
        lines = [TextLine(number + i, line) for i, line in enumerate(text.split("\n"))]
        number += len(lines) - 1
        pages.append(read_page(index, lines, forms))
    return tuple(pages)


def read_page(number: int, lines: Sequence[TextLine], forms: Sequence[Form]) -> Page:
    """Read one page: stretches of table rows, and the prose (or table remains) between them."""
    blocks: list[Line | Grid] = []
    before: Piece | None = None
    figures: list[PrintedFigure] = []
    title = ""
    for is_table, group in groupby(stretches(lines), key=lambda s: isinstance(s[0], TextRow)):
        for stretch in group:
            rows = [row for row in stretch if isinstance(row, TextRow) and not is_rule(row)]
            if is_table and rows:
                before = tab_piece(rows, before, title, forms, number)
                blocks.append(before.grid)
                figures += figures_of(number, (c for row in rows for c in row.cells))
            prose = [line for line in stretch if isinstance(line, TextLine) and line.text.strip()]
            if prose:
                before = None
                title = letters("".join(line.text for line in prose[-CAPTION_LINES:]))
                blocks += (Line(number, p.text.strip(), place=p.place) for p in prose)
    route = next((b.route for b in blocks if isinstance(b, Grid)), "text")
    has_text = bool(blocks)
    return Page(number, tuple(blocks), tuple(figures), route=route, has_text=has_text)


def stretches(lines: Iterable[TextLine]) -> Iterator[list[TextRow] | list[TextLine]]:
    """Cut a page into runs of table rows and runs of other lines; a blank line ends a table."""
    for is_row, group in groupby(
        ((table_row(line), line) for line in lines), key=lambda pair: pair[0] is not None
    ):
        if is_row:
            yield [row for row, _ in group if row is not None]
        else:
            yield [line for _, line in group]


def figures_of(page: int, texts: Iterable[str]) -> Iterator[PrintedFigure]:
    """List the amounts printed in tables, the proof of completeness."""
    for text in texts:
        for part in text.split():
            if DECIMAL.fullmatch(letters(part)):
                yield PrintedFigure(page, part)
