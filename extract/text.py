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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher
from functools import cache
from itertools import combinations, groupby, pairwise
from pathlib import Path as FilePath

from extract.errors import UnreadableDocument
from extract.placement import (
    TOTAL_WORD,
    FigureRow,
    Path,
    Placement,
    RowSum,
    holds,
    identities,
    place,
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
CAPTION_LINES, CAPTION_REACH = 4, 6
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

# --- what the order of figures leaves open, and the words that settle it

PRINTED = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
TABLE_END = re.compile(r"(预算|公开)?[0-9]{1,2}表$|(注|说明|备注):|第[一二三四五六七八九十]+部分")
DIGITS = re.compile(r"[\d.,%-]")
YEAR = re.compile(r"\d{4}年度?")
BRACKETED = re.compile(r"\s*[(（].*[)）]\s*$")
TITLE_LENGTH, PROSE_LENGTH, SHEET_LENGTH = 40, 60, 120
NAME_CAPTION = re.compile(r"(?:部门|单位)(?:名称)?\s*[:：]\s*(\S{3,})")
LEFT_LABEL = re.compile(r"^(上年|年初|其中|使用|收入|.*(收入|拨款)$)")
VALUE = re.compile(r"[≥≤＞＜><=]|\d+(\.\d+)?(%|\D{1,4})?$")
# Lines of one word that open a row of a sheet; any other goes on with the row before it.
SHEET_LABEL = re.compile(
    r"(部门名称|年度.*(目标|任务)|预算情况|(投入管理|产出|效益)指标)$|[(（]\d[)）].*资金$"
)
TOTAL = "total"
ROUNDS, TEN = 4, 10
WRAPPED_WORDS = 24
UNIT_CODE_LENGTH, UNIT_CODE_LENGTHS = 3, (3, 6)
CATEGORIES = frozenset({"人员类", "公用经费", "其他运转类", "特定目标类"})
KINDS = ("其他运转类", "特定目标类")
# The columns in which an economic class of the department can stand.
CLASS_WORDS = {
    "301": ("工资福利支出", "人员经费"),
    "303": ("对个人和家庭的补助", "人员经费"),
    "302": ("商品和服务支出", "公用经费"),
    "309": ("资本性支出", "公用经费"),
    "310": ("资本性支出", "公用经费"),
}
ALL_CLASS_WORDS = frozenset(word for words in CLASS_WORDS.values() for word in words)
# A purse whose line in the revenue table is blank has no money in any other table either.
UNIT_PURSES = ("事业收入", "事业单位经营收入", "上级补助收入", "附属单位上缴收入", "其他收入")
PURSES = ("政府性基金", "国有资本经营", "财政专户", "单位资金", "结转", *UNIT_PURSES)


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
    """Name the columns that hold amounts, merged ones once; a form without any has 指标值."""
    plain = tuple(
        i for i, path in enumerate(paths) if not is_label(path) and (i == 0 or path != paths[i - 1])
    )
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


def body_cells(
    rows: Sequence[TextRow], offset: int, merged_width: int | None = None
) -> Iterator[Cell]:
    """Turn rows into cells; blank cells are left out.

    In a sheet of the given width every cell is merged with the blanks to its right.
    """
    for number, row in enumerate(rows, start=offset):
        filled = [i for i, text in enumerate(row.cells) if text]
        for column, end in zip(filled, [*filled[1:], merged_width], strict=True):
            width = end - column if merged_width and end else 1
            yield Cell(number, column, row.cells[column], 1, width, place=row.line.place)


def is_index_row(texts: Iterable[str]) -> bool:
    """Tell a row that only numbers the columns (栏次 1 2 3)."""
    texts = [text for text in texts if text]
    numbers = [int(text) for text in texts if CODE.fullmatch(text)]
    words = {letters(text) for text in texts if not CODE.fullmatch(text)}
    return bool(numbers) and numbers == list(range(1, len(numbers) + 1)) and words <= {"栏次"}


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
    # A row of column numbers (栏次) below the words is left to be found together with them.
    known = None if body and is_index_row(body[0].cells) else depth
    grid = Grid(page, depth + len(body), width, tuple(cells), TABS, header_rows=known)
    return Piece(grid, header.paths, length)


def plain_piece(rows: Sequence[TextRow], before: Piece | None, page: int) -> Piece:
    """Build a piece without a header; directly below a table it is that table's next page.

    A piece whose rows are cut quite differently continues a table that is not in the dump.
    """
    length = usual_length(rows)
    if before is None or abs(length - before.length) > LENGTH_SLACK:
        width = max(length, *(row.width for row in rows), 0)
        cells = tuple(body_cells(rows, 0))
        known = 0 if before else None
        return Piece(Grid(page, len(rows), width, cells, TABS, header_rows=known), length=length)
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
    """Build a sheet, whose header stands in the middle, below other rows.

    Where amounts stand above it, it does not head them, and the sheet counts as without header.
    """
    columns = figure_columns(header.paths)
    end = header.start + header.rows
    top = [replace(row, cells=sheet_row(row.cells, columns)) for row in rows[: header.start]]
    below = [replace(row, cells=sheet_row(row.cells, columns)) for row in rows[end:]]
    depth = max(len(path) for path in header.paths)
    width = max(len(header.paths), *(row.width for row in [*top, *below]))
    middle = [header_place(cell, rows[header.start : end]) for cell in header_cells(header.paths)]
    cells = [
        *body_cells(top, 0, width),
        *(replace(cell, row=cell.row + header.start) for cell in middle),
        *body_cells(below, header.start + depth, width),
    ]
    heads = not any(is_figure(text) for row in top for text in row.cells)
    known = header.start + depth if heads else 0
    count = len(top) + depth + len(below)
    return Grid(page, count, width, tuple(cells), TABS, header_rows=known)


# --- order dumps: finding the tables -----------------------------------------------------------


@dataclass(frozen=True)
class OrderTable:
    """A table of an order dump: its form and the ranges of its header and body lines."""

    form: Form
    start: int
    header: tuple[TextLine, ...]
    body: tuple[TextLine, ...]
    end: int
    sheet: bool = False


def order_tables(lines: Sequence[TextLine], forms: Sequence[Form]) -> tuple[OrderTable, ...]:
    """Find tables by a form's title with that form's header below it; lines are not blank."""
    found: list[tuple[int, int, int, Form]] = []
    index = 0
    while index < len(lines):
        header = order_header(lines, index, forms)
        if header:
            found.append((index, *header))
        index = header[1] if header else index + 1
    limits = [*(title for title, *_ in found[1:]), len(lines)][: len(found)]
    tables = []
    for (title, start, end, form), limit in zip(found, limits, strict=True):
        sheet = start > title + CAPTION_REACH
        first = start
        if sheet:
            first = next(i for i in range(title + 1, end) if not BRACKETED.match(lines[i].text))
        stop = next((i for i in range(end, limit) if ends_table(lines[i], form, sheet)), limit)
        body = [
            line
            for line in (*lines[first:start], *lines[end:stop])
            if not is_index_row(line.text.split())
        ]
        tables.append(OrderTable(form, first, tuple(lines[start:end]), tuple(body), stop, sheet))
    return tuple(tables)


def ends_table(line: TextLine, form: Form, sheet: bool) -> bool:
    """Tell whether a line belongs no more to the table above it: a note, a number, prose."""
    name = letters(line.text)
    if TABLE_END.match(name):
        return True
    figures = any(word.kind == "figure" for word in words_of(line))
    if not is_label(form.paths[0]) and not figures:
        return True
    wordy = sheet or is_label(form.paths[-1])
    return not wordy and len(DIGITS.sub("", name)) > PROSE_LENGTH


def order_header(
    lines: Sequence[TextLine], title: int, forms: Sequence[Form]
) -> tuple[int, int, Form] | None:
    """Find the header under a title line: where it starts and ends, and the form it is of."""
    name = letters(lines[title].text)
    known = [f for f in forms if len(name) <= TITLE_LENGTH and f.title.search(name)]
    near = range(title + 1, min(title + 1 + CAPTION_REACH, len(lines)))
    best = max(
        (h for start in near for h in headers_at(lines, start, name, known)),
        key=lambda h: h[0],
        default=None,
    )
    if best is None:
        flat = [form for form in known if all(len(path) == 1 for path in form.paths)]
        far = range(near.stop, min(title + SHEET_LENGTH, len(lines))) if flat else range(0)
        best = next((h for start in far for h in headers_at(lines, start, "", flat)), None)
    return best and best[1:]


def headers_at(
    lines: Sequence[TextLine], start: int, title: str, forms: Sequence[Form]
) -> Iterator[tuple[tuple[float, float], int, int, Form]]:
    """Grow a block of lines while its letters may still be those of a header; give the likely."""
    most = max((form_letters(f).total() for f in forms), default=0) / TITLED_LIKENESS
    found: Counter[str] = Counter()
    for end in range(start + 1, len(lines) + 1):
        found += Counter(YEAR.sub("", letters(lines[end - 1].text)))
        if found.total() > most:
            return
        for form in forms:
            share = likeness(form, found, title)
            if share:
                text = "".join(line.text for line in lines[start:end])
                yield (share, likeness_of_order(form, text)), start, end, form


# --- order dumps: cutting a body into rows -----------------------------------------------------


@dataclass(frozen=True)
class Word:
    """A word of a body line; `first` tells that it opens the line."""

    text: str
    line: TextLine
    kind: str
    first: bool


@dataclass(frozen=True)
class OrderRow:
    """A row cut out of an order dump: labels with their columns, figures without.

    `key` says what the row states (total, a function code, its label); `tail` are the words
    after the figures. `columns` are those among which the figures are to be placed.
    """

    labels: tuple[tuple[int, str, TextLine], ...]
    figures: tuple[Word, ...]
    columns: tuple[int, ...]
    tail: tuple[Word, ...] = ()

    @property
    def label(self) -> str:
        """The row's words without its codes."""
        return "".join(text for _, text, _ in self.labels if not CODE.fullmatch(text))

    @property
    def code(self) -> str:
        """The row's first run of codes, printed in one column or in several."""
        return "".join(leading_codes(text for _, text, _ in self.labels))

    @property
    def key(self) -> str:
        """What the row states, as other tables of the document name it."""
        if TOTAL_WORD.search(self.label) or not self.labels:
            return TOTAL
        return self.code or self.label

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The row's figures as exact decimals."""
        return tuple(amount(word.text) for word in self.figures)


def leading_codes(texts: Iterable[str]) -> list[str]:
    """Take the codes up to the first word."""
    codes: list[str] = []
    for text in texts:
        if not CODE.fullmatch(text):
            break
        codes.append(text)
    return codes


def words_of(line: TextLine) -> list[Word]:
    """Split a line into words; letters spaced out (本 年 收 入) are one word."""
    parts: list[str] = []
    spaced = False
    for part in line.text.split():
        single = len(part) == 1 and not part.isascii()
        if single and spaced:
            parts[-1] += part
        else:
            parts.append(part)
        spaced = single
    words: list[Word] = []
    for part in parts:
        after_figure = bool(words) and words[-1].kind == "figure"
        if is_figure(part) or (after_figure and is_number(part)):
            kind = "figure"
        else:
            kind = "code" if CODE.fullmatch(part) else "text"
        words.append(Word(part, line, kind, not words))
    return words


def sides(paths: Sequence[Path]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Split a form's columns into runs of labels each followed by its amounts."""
    runs = [
        (label, tuple(i for i, _ in group))
        for label, group in groupby(enumerate(paths), key=lambda item: is_label(item[1]))
    ]
    if runs and not runs[0][0]:
        runs.insert(0, (True, ()))
    runs += [(False, ())] * (len(runs) % 2)
    return [(labels[1], amounts[1]) for labels, amounts in zip(runs[::2], runs[1::2], strict=True)]


def order_rows(table: OrderTable, names: frozenset[str]) -> list[OrderRow]:
    """Cut the body of a table into rows; a left and a right half are rows of their own."""
    parts = sides(table.form.paths)
    if len([amounts for _, amounts in parts if amounts]) > 1:
        return list(two_sided_rows(table, parts))
    labels, amounts = parts[0]
    tail = len(parts) > 1
    rows = []
    for before, figures, after in clusters(table.body, has_tail=tail):
        for words in label_rows(before, table.form.paths, labels):
            last = words is before or words == before[len(before) - len(words) :]
            placed = place_labels(words, table.form.paths, labels, names)
            rows.append(OrderRow(placed, tuple(figures if last else ()), amounts, tuple(after)))
    return rows


def clusters(
    lines: Sequence[TextLine], has_tail: bool
) -> Iterator[tuple[list[Word], list[Word], list[Word]]]:
    """Cut words into label, figures and, in forms with columns after the amounts, the tail."""
    before: list[Word] = []
    figures: list[Word] = []
    after: list[Word] = []
    for word in (word for line in lines for word in words_of(line)):
        opens = word.kind == "code" and word.first and len(word.text) >= UNIT_CODE_LENGTH
        if word.kind == "figure":
            figures.append(word)
        elif figures and has_tail and not opens:
            after.append(word)
        elif figures:
            yield before, figures, after
            before, figures, after = [word], [], []
        else:
            before.append(word)
    if before or figures:
        yield before, figures, after


def label_rows(
    words: Sequence[Word], paths: Sequence[Path], labels: Sequence[int]
) -> list[Sequence[Word]]:
    """Part the label of a row from those of rows before it that have no figures."""
    expected = sum(
        is_code for is_code, _ in groupby(labels, key=lambda c: is_code_column(paths[c]))
    )
    starts = [
        i
        for i, word in enumerate(words)
        if word.kind == "code" and (i == 0 or words[i - 1].kind != "code")
    ]
    if not expected or len(starts) <= expected:
        return [words]
    cut = starts[-expected]
    return [*label_rows(words[:cut], paths, labels), words[cut:]]


def is_code_column(path: Path) -> bool:
    """Tell whether a label column holds codes."""
    return bool(CODE_WORD.search(re.sub(r"\(.*?\)$", "", letters(path[-1]))))


def place_labels(
    words: Sequence[Word], paths: Sequence[Path], labels: Sequence[int], names: frozenset[str]
) -> tuple[tuple[int, str, TextLine], ...]:
    """Give codes and names their columns: runs of codes and of words alternate as in the form."""
    groups = [(c, list(g)) for c, g in groupby(labels, key=lambda c: is_code_column(paths[c]))]
    if not any(is_code for is_code, _ in groups):
        return share(words, labels, names)
    placed: list[tuple[int, str, TextLine]] = []
    for is_code, run in groupby(words, key=lambda word: word.kind == "code"):
        while groups and groups[0][0] != is_code:
            groups.pop(0)
        if not groups:
            break
        columns = groups.pop(0)[1]
        placed += (place_codes if is_code else share_any)(list(run), columns, paths, names)
    return tuple(placed)


def place_codes(
    words: Sequence[Word], columns: Sequence[int], paths: Sequence[Path], _: frozenset[str]
) -> list[tuple[int, str, TextLine]]:
    """Give codes their columns: a lone one is the unit's, a wrapped one is put together."""
    units = [c for c in columns if UNIT_CODE_WORD.search(letters(paths[c][-1]))]
    if len(columns) == 1:
        return [(columns[0], "".join(w.text for w in words), words[0].line)]
    if len(words) == 1 and units:
        return [(units[0], words[0].text, words[0].line)]
    return [(c, w.text, w.line) for c, w in zip(columns, words, strict=False)]


def share_any(
    words: Sequence[Word], columns: Sequence[int], _: Sequence[Path], names: frozenset[str]
) -> tuple[tuple[int, str, TextLine], ...]:
    """Share words among name columns (the signature of place_codes)."""
    return share(words, columns, names)


def share(
    words: Sequence[Word], columns: Sequence[int], names: frozenset[str]
) -> tuple[tuple[int, str, TextLine], ...]:
    """Share the words of a label, wrapped over lines, among the name columns, from the right.

    Words on one line are cells of their own; otherwise the sharing wins that yields the most
    names already known, then the one with the fewest cells.
    """
    if not columns or not words:
        return ()
    best: tuple[tuple[int, int], list[Sequence[Word]]] | None = None
    most = min(len(columns), len(words)) if len(words) <= WRAPPED_WORDS else 1
    for count in range(1, most + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            cells = [words[a:b] for a, b in pairwise((0, *cuts, len(words)))]
            if count < len(columns) and not all(map(is_one_cell, cells)):
                continue
            known = sum(joined(cell) in names for cell in cells)
            if best is None or (known, -count) > best[0]:
                best = ((known, -count), cells)
    cells = best[1] if best else [words]
    used = columns[len(columns) - len(cells) :]
    return tuple((c, joined(cell), cell[0].line) for c, cell in zip(used, cells, strict=True))


def is_one_cell(words: Sequence[Word]) -> bool:
    """Tell whether words can be the wrapped text of one cell."""
    return all(b.first and "code" not in (a.kind, b.kind) for a, b in pairwise(words))


def joined(words: Sequence[Word]) -> str:
    """Put a wrapped text together."""
    return "".join(word.text for word in words)


# --- order dumps: revenue on the left, expenditure on the right --------------------------------


def two_sided_rows(
    table: OrderTable, parts: Sequence[tuple[tuple[int, ...], tuple[int, ...]]]
) -> Iterator[OrderRow]:
    """Cut lines into halves: a label with its figures each; a lone half finds its side."""
    reached = [dict[str, int]() for _ in parts]
    for line in table.body:
        halves = list(clusters_of_line(line))
        lone = len(halves) == 1
        for index, (words, figures) in enumerate(halves):
            label = joined([word for word in words if word.kind == "text"])
            side = side_of(label, reached) if lone else min(index, len(parts) - 1)
            style, number = numeral(label)
            if number:
                reached[side][style] = number
            labels, amounts = parts[side]
            placed = place_labels(words, table.form.paths, labels, frozenset())
            yield OrderRow(placed, tuple(figures), amounts)


def clusters_of_line(line: TextLine) -> Iterator[tuple[list[Word], list[Word]]]:
    """Cut a line into labels, each with the figures behind it."""
    words: list[Word] = []
    figures: list[Word] = []
    for word in words_of(line):
        named = any(w.kind == "text" for w in words)
        if words and word.kind != "figure" and (figures or (named and word.kind == "text")):
            yield words, figures
            words, figures = [], []
        (figures if word.kind == "figure" else words).append(word)
    if words or figures:
        yield words, figures


def side_of(label: str, reached: Sequence[Mapping[str, int]]) -> int:
    """Find the side of a lone label: the one whose numbering it carries on, else by its word."""
    style, number = numeral(label)
    steps = {
        side: number - seen.get(style, 0)
        for side, seen in enumerate(reached)
        if number > seen.get(style, 0)
    }
    if number and steps:
        return min(steps, key=lambda side: (steps[side], -side))
    return 0 if LEFT_LABEL.search(label) else len(reached) - 1


def numeral(label: str) -> tuple[str, int]:
    """Read the number of a label, 十一、 or （十一）: its style and value, 0 if there is none."""
    match = re.match(r"([(（]?)([一二三四五六七八九十]+)[)）、]", label)
    if not match:
        return "", 0
    tens, _, units = match[2].rpartition("十")
    digits = "一二三四五六七八九"
    value = digits.find(units) + 1 if units else 0
    if "十" in match[2]:
        value += TEN * (digits.find(tens) + 1 if tens else 1)
    return match[1] and "(", value


# --- order dumps: placing figures with what the document itself states -------------------------


@dataclass(frozen=True)
class Evidence:
    """What the tables of a document state: purses without money, amounts by row and word."""

    empty: frozenset[str]
    amounts: Mapping[tuple[str, str], frozenset[Decimal]]

    def known(self, row: OrderRow, words: Mapping[int, str]) -> dict[int, Decimal]:
        """Name the amounts other tables state for a row, where they agree among themselves."""
        found = {column: self.amounts.get((row.key, word)) for column, word in words.items()}
        return {c: next(iter(v)) for c, v in found.items() if v and len(v) == 1}

    def open_columns(self, row: OrderRow, paths: Sequence[Path]) -> frozenset[int]:
        """Name the columns a row can use: no empty purse, and its own economic class."""
        own = CLASS_WORDS.get(row.code[:UNIT_CODE_LENGTH], ())
        return frozenset(
            c
            for c in row.columns
            if not any(purse in word for word in paths[c] for purse in self.empty)
            and not (own and paths[c][-1] in ALL_CLASS_WORDS and paths[c][-1] not in own)
        )


def column_words(paths: Sequence[Path], columns: Sequence[int]) -> dict[int, str]:
    """Name columns by the words other tables use for them: a 小计 by what it is the total of."""
    words = {}
    for column in columns:
        path = [word for word in paths[column] if not TOTAL_WORD.fullmatch(word)]
        words[column] = path[-1] if path else ""
    counts = Counter(words.values())
    return {column: word for column, word in words.items() if word and counts[word] == 1}


def gather(tables: Sequence[OrderTable], rows: Sequence[Sequence[OrderRow]]) -> Evidence:
    """Read off what needs no placing: labels without figures, sums by class, kind and name."""
    amounts: dict[tuple[str, str], set[Decimal]] = {}
    purses: dict[str, bool] = {}
    for table, body in zip(tables, rows, strict=True):
        parts = sides(table.form.paths)
        if table.sheet:
            continue
        if len([a for _, a in parts if a]) > 1:
            for row in body:
                for purse in PURSES if row.columns == parts[0][1] else ():
                    if purse in row.label:
                        purses[purse] = purses.get(purse, False) or any(row.values)
            continue
        for word, value in sums_by_word(table, body).items():
            amounts.setdefault((TOTAL, word), set()).add(value)
    empty = {purse for purse, filled in purses.items() if not filled}
    if empty >= set(UNIT_PURSES):
        empty.add("单位资金")
    return Evidence(frozenset(empty), {k: frozenset(v) for k, v in amounts.items()})


def sums_by_word(table: OrderTable, rows: Sequence[OrderRow]) -> dict[str, Decimal]:
    """Add up the first figure of rows by economic class, by kind of project and by name."""
    first = [letters(word) for word in table.form.paths[0]]
    economic = any("经济分类" in word for word in first)
    kinds = (
        "类型" in (path[-1] for path in table.form.paths) and "项目支出" in table.form.title.pattern
    )
    sums: dict[str, Decimal] = {}
    if economic and "基本支出" in table.form.title.pattern:
        sums |= {words[0]: Decimal(0) for words in CLASS_WORDS.values()}
    if kinds:
        sums |= {word: Decimal(0) for word in KINDS}
    for row in rows:
        if not row.values or row.key == TOTAL:
            continue
        names = [text for _, text, _ in row.labels]
        words = {name for name in names[:1] if kinds and name in KINDS}
        if economic:
            words |= set(CLASS_WORDS.get(row.code[:UNIT_CODE_LENGTH], ())[:1]) & set(sums)
            words |= {name for name in names if not CODE.fullmatch(name)}
        for word in words:
            sums[word] = sums.get(word, Decimal(0)) + row.values[0]
    return sums


def solve(
    tables: Sequence[OrderTable], rows: Sequence[Sequence[OrderRow]]
) -> list[tuple[Placement, ...]]:
    """Place the figures of all tables, letting what one table settles help the next round."""
    evidence = gather(tables, rows)
    result: list[tuple[Placement, ...]] = []
    for _ in range(ROUNDS):
        result = []
        amounts = dict(evidence.amounts)
        for table, body in zip(tables, rows, strict=True):
            placements = place_table(table, body, evidence)
            result.append(placements)
            for key, value in settled(table, body, placements):
                amounts[key] = amounts.get(key, frozenset()) | {value}
        if amounts == evidence.amounts:
            break
        evidence = replace(evidence, amounts=amounts)
    return result


def place_table(
    table: OrderTable, rows: Sequence[OrderRow], evidence: Evidence
) -> tuple[Placement, ...]:
    """Place the figures of one table, half by half."""
    paths = table.form.paths
    placed: dict[int, Placement] = {}
    for columns in dict.fromkeys(row.columns for row in rows):
        half = [i for i, row in enumerate(rows) if row.columns == columns]
        words = column_words(paths, columns)
        figure_rows = [
            FigureRow(
                rows[i].values,
                evidence.open_columns(rows[i], paths),
                evidence.known(rows[i], words),
            )
            for i in half
        ]
        rules = identities([(c, paths[c]) for c in columns])
        sums = row_sums([rows[i] for i in half])
        for i, placement in zip(half, place(columns, rules, figure_rows, sums), strict=True):
            placed[i] = placement
    return tuple(placed[i] for i in range(len(rows)))


def settled(
    table: OrderTable, rows: Sequence[OrderRow], placements: Sequence[Placement]
) -> Iterator[tuple[tuple[str, str], Decimal]]:
    """List the amounts a table has placed without doubt, by row and column word."""
    for row, placement in zip(rows, placements, strict=True):
        words = column_words(table.form.paths, row.columns)
        for column, value, doubt in zip(
            placement.columns, row.values, placement.ambiguous, strict=True
        ):
            if not doubt and column in words:
                yield (row.key, words[column]), value


def row_sums(rows: Sequence[OrderRow]) -> list[RowSum]:
    """Say how the rows add up: the total of its units or its items, a heading of what it heads."""
    filled = [i for i, row in enumerate(rows) if row.values]
    totals = [i for i in filled if rows[i].key == TOTAL]
    rest = [i for i in filled if i not in totals]
    if not totals:
        return []
    bracketed = [i for i in rest if numeral(rows[i].label)[0] == "("]
    numbered = [i for i in rest if numeral(rows[i].label)[1] and i not in bracketed]
    if bracketed or numbered:
        heads = [RowSum(numbered[0], tuple(bracketed))] if numbered and bracketed else []
        return [*heads, RowSum(totals[0], tuple(numbered or bracketed))]
    units = [i for i in rest if is_unit(rows[i])]
    items = [i for i in rest if i not in units]
    top = [i for i in units if len(rows[i].code) == min(len(rows[u].code) for u in units)]
    groups = [tuple(top), tuple(items)]
    return [RowSum(totals[0], group) for group in groups if group]


def is_unit(row: OrderRow) -> bool:
    """Tell a unit (509 …局) from the items below it: one code, of a unit's length."""
    codes = leading_codes(text for _, text, _ in row.labels)
    return len(codes) == 1 and len(codes[0]) in UNIT_CODE_LENGTHS and not CLASS_WORDS.get(codes[0])


# --- order dumps: grids ------------------------------------------------------------------------


def order_grid(
    table: OrderTable, rows: Sequence[OrderRow], placements: Sequence[Placement], page: int
) -> Grid:
    """Lay a table out: the form's header, and each row's figures in the columns found."""
    paths = table.form.paths
    depth = max(len(path) for path in paths)
    place = table.header[0].place
    cells = [replace(cell, place=place) for cell in header_cells(paths)]
    number = depth
    last: OrderRow | None = None
    for row, placement in zip(rows, placements, strict=True):
        beside = last is not None and min(row.columns) > max(last.columns)
        same_line = beside and last is not None and line_of(last) == line_of(row)
        number += 1 if last is not None and not same_line else 0
        cells += row_cells(row, placement, number, len(paths))
        tail = list(tail_cells(row.tail, paths, row.columns[-1] + 1, number))
        cells += tail
        number = max([number, *(cell.row for cell in tail)])
        last = row
    count = number + 1 if rows else depth
    width = max([len(paths), *(cell.column + 1 for cell in cells)])
    return Grid(page, count, width, tuple(cells), ORDER, header_rows=depth)


def line_of(row: OrderRow) -> int:
    """Name the line a row begins on."""
    lines = [line.number for _, _, line in row.labels] + [w.line.number for w in row.figures]
    return lines[0] if lines else 0


def row_cells(row: OrderRow, placement: Placement, number: int, width: int) -> Iterator[Cell]:
    """Make the cells of a row: labels as read, figures with how sure their column is.

    Figures too many for the row's columns are kept to the right of the table, in doubt.
    """
    for column, text, line in row.labels:
        yield Cell(number, column, text, place=line.place)
    for i, word in enumerate(row.figures):
        column = placement.columns[i]
        how = "ambiguous" if placement.ambiguous[i] else "placed"
        if i >= len(row.columns):
            column = width + i - len(row.columns)
        yield Cell(number, column, word.text, place=word.line.place, placement=how)


def tail_cells(
    words: Sequence[Word], paths: Sequence[Path], first: int, number: int
) -> Iterator[Cell]:
    """Lay out the indicators of a project: pairs of name and value under the kinds of indicator.

    Which kind an indicator belongs to is not in the dump: words of satisfaction and of cost
    tell, the first of the others is an output, the second an effect. All are ambiguous.
    """
    pairs = list(pairwise_cells(whole_cells(words)))
    if not words:
        return
    kinds = {
        paths[c][0 if len(paths[c]) == 1 else -2]: c for c in range(len(paths) - 2, first - 1, -2)
    }
    row, used = number, set[int]()
    for name, value in pairs:
        kind = indicator_kind(joined(name), kinds, used)
        if kind in used:
            row, used = row + 1, set[int]()
        used.add(kind)
        for column, cell in ((kind, name), (kind + 1, value)):
            if cell:
                yield Cell(
                    row, column, joined(cell), place=cell[0].line.place, placement="ambiguous"
                )


def indicator_kind(name: str, kinds: Mapping[str, int], used: set[int]) -> int:
    """Choose the column of an indicator by its words and by what the row has already."""
    for word in ("满意", "成本"):
        for kind, column in kinds.items():
            if word in name and word in kind:
                return column
    plain = sorted(c for kind, c in kinds.items() if "满意" not in kind and "成本" not in kind)
    done = any("满意" in kind and c in used for kind, c in kinds.items())
    free = [c for c in plain if c not in used]
    return plain[0] if done or not free else free[0]


def whole_cells(words: Sequence[Word]) -> Iterator[list[Word]]:
    """Put wrapped cells together: a line as wide as the widest goes on in the next."""
    width = max(
        (len(letters(word.text)) for word in words if not VALUE.match(word.text)), default=0
    )
    cell: list[Word] = []
    for word in words:
        if cell and (
            not word.first or VALUE.match(word.text) or len(letters(cell[-1].text)) < width
        ):
            yield cell
            cell = []
        cell.append(word)
    if cell:
        yield cell


def pairwise_cells(cells: Iterable[list[Word]]) -> Iterator[tuple[list[Word], list[Word]]]:
    """Pair names with values; a value closes a pair even if the name is missing."""
    name: list[Word] = []
    for cell in cells:
        if name or VALUE.match(cell[0].text):
            yield name, cell
            name = []
        else:
            name = cell
    if name:
        yield name, []


def order_sheet(table: OrderTable, page: int) -> Grid:
    """Lay a sheet out line by line: the amounts stand in its column of amounts.

    Around them only what is clear is cut: headings, indicators with their values; any other
    line goes on with the text of the row before it.
    """
    paths = table.form.paths
    column, last = figure_columns(paths)[0], len(paths) - 1
    header = table.header[0].number
    cells: list[Cell] = []
    number = -1
    for line in sorted([*table.body, table.header[0]], key=lambda line: line.number):
        words = words_of(line)
        text = last if line.number > header else column
        if line.number == header:
            new = [replace(cell, place=line.place) for cell in header_cells(paths)]
        elif len(words) == 1 and cells and not SHEET_LABEL.match(words[0].text):
            cells = continued(cells, number, text, words[0])
            continue
        else:
            new = sheet_cells(words, column)
        # A heading (预算情况) stands in the row of the first line it heads.
        shares = len(cells) > 0 and all(c.column == 0 for c in cells if c.row == number)
        number += 0 if shares and new[0].column else 1
        cells += [replace(cell, row=number) for cell in new]
    return Grid(page, number + 1, len(paths), tuple(cells), ORDER, header_rows=0)


def continued(cells: Sequence[Cell], row: int, column: int, word: Word) -> list[Cell]:
    """Write a line on in the text of a row, or begin that text."""
    before = next((c for c in cells if (c.row, c.column) == (row, column)), None)
    if before is None:
        new = Cell(row, column, word.text, place=word.line.place, placement="ambiguous")
        return [*cells, new]
    longer = replace(before, text=f"{before.text}\n{word.text}")
    return [longer if cell is before else cell for cell in cells]


def sheet_cells(words: Sequence[Word], column: int) -> list[Cell]:
    """Cut a line of a sheet: a heading, a label with its amount, or names with a value."""
    place = words[0].line.place
    figure = next((i for i, word in enumerate(words) if word.kind == "figure"), 0)
    if figure:
        amount_cell = Cell(0, column, words[figure].text, place=place, placement="placed")
        return [Cell(0, 1, joined(words[:figure]), 1, column - 1, place=place), amount_cell]
    if len(words) == 1:
        where, width = (1, column - 1) if words[0].text[0] in "（(" else (0, 1)
        return [Cell(0, where, words[0].text, 1, width, place=place)]
    first = max(0, column + 1 - len(words))
    return [
        Cell(0, min(first + i, column), word.text, place=place, placement="ambiguous")
        for i, word in enumerate(words)
    ]


def order_blocks(
    lines: Sequence[TextLine], forms: Sequence[Form], page: int
) -> Iterator[Line | Grid]:
    """Turn the lines between tab tables into lines and, where forms are recognised, grids."""
    text = [line for line in lines if line.text.strip()]
    tables = order_tables(text, forms)
    names = frozenset(n for line in text for n in NAME_CAPTION.findall(line.text)) | CATEGORIES
    rows = [[] if t.sheet else order_rows(t, names) for t in tables]
    position = 0
    for table, body, placements in zip(tables, rows, solve(tables, rows), strict=True):
        yield from (Line(page, t.text.strip(), place=t.place) for t in text[position : table.start])
        if table.sheet:
            yield order_sheet(table, page)
        else:
            yield order_grid(table, body, placements, page)
        position = table.end
    yield from (Line(page, t.text.strip(), place=t.place) for t in text[position:])


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
    title = ""
    for stretch in stretches(lines):
        rows = [row for row in stretch if isinstance(row, TextRow) and not is_rule(row)]
        prose = [line for line in stretch if isinstance(line, TextLine) and line.text.strip()]
        if rows:
            before = tab_piece(rows, before, title, forms, number)
            blocks.append(before.grid)
        if prose:
            before = None
            title = letters("".join(line.text for line in prose[-CAPTION_LINES:]))
            blocks += order_blocks(prose, forms, number)
    figures = (m.group() for line in lines for m in PRINTED.finditer(line.text))
    return Page(
        number,
        tuple(blocks),
        tuple(PrintedFigure(number, figure) for figure in figures),
        route=next((b.route for b in blocks if isinstance(b, Grid)), "text"),
        has_text=bool(blocks),
    )


def stretches(lines: Iterable[TextLine]) -> Iterator[list[TextRow] | list[TextLine]]:
    """Cut a page into runs of table rows and runs of other lines; a blank line ends a table."""
    for is_row, group in groupby(
        ((table_row(line), line) for line in lines), key=lambda pair: pair[0] is not None
    ):
        if is_row:
            yield [row for row, _ in group if row is not None]
        else:
            yield [line for _, line in group]
