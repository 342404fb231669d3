"""Printed forms: what their headers look like, and how a header is recognised by its letters.

A dump loses the merged cells of a header, and with them which word stands over which column. The
forms are prescribed and few, so their headers are kept in form_headers.csv, and a block of
text is compared with them letter by letter. A new form is new rows there, and no code.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from itertools import groupby, takewhile
from pathlib import Path

from extract.numbers import folded, squeeze
from extract.readers.dump.header_sums import HeaderPath
from extract.types import Cell

SEED = Path(__file__).with_name("form_headers.csv")

# A header is recognised when at least this share of its letters agrees with a known form; a title
# of that form above it makes up for some lost words.
LIKENESS = 0.9
TITLED_LIKENESS = 0.8
# The last header words of columns that hold no amounts.
LABEL_WORD = re.compile(
    r"(编码|代码|名称|类别|类型|分类|行次|栏次|情况)$|指标|^$"
    r"|^(类|款|项|项目|项目单位|项目部门|单位|部门|科目)$"
)
CODE_WORD = re.compile(r"(编码|代码|行次)$|^(类|款|项)$")
UNIT_CODE_WORD = re.compile(r"^(单位|部门)(代码|编码)$")
# A form about goals has its amounts among them, in the column of the values to be reached.
VALUE_WORD = "指标值"
REMARK = re.compile(r"\(.*?\)$")


@dataclass(frozen=True)
class Form:
    """A printed form: how its title reads and the header path of each of its columns."""

    name: str
    title: re.Pattern[str]
    paths: tuple[HeaderPath, ...]

    @cached_property
    def text(self) -> str:
        """The letters of the form's header in reading order, each merged cell once."""
        return folded("".join(cell.text for cell in header_cells(self.paths)))

    @cached_property
    def letter_counts(self) -> Counter[str]:
        """How often each letter occurs in the form's header."""
        return Counter(self.text)

    def likeness(self, found: Counter[str], title: str) -> float:
        """Compare the header with the letters of a block: shared letters over all letters.

        Zero when that is too little to recognise the form.
        """
        least = TITLED_LIKENESS if self.title.search(title) else LIKENESS
        ours, theirs = self.letter_counts.total(), found.total()
        if min(ours, theirs) < least * max(ours, theirs):
            return 0.0
        share = (self.letter_counts & found).total() / (self.letter_counts | found).total()
        return share if share >= least else 0.0

    def likeness_of_order(self, text: str) -> float:
        """Compare the order of the words too: some forms differ in nothing else."""
        return SequenceMatcher(None, self.text, folded(text), autojunk=False).ratio()


@cache
def load_forms(path: Path = SEED) -> tuple[Form, ...]:
    """Read the printed headers of the known forms."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    forms = []
    for name, group in groupby(rows, key=lambda row: row["form"]):
        columns = sorted(group, key=lambda row: int(row["column_no"]))
        title = re.compile(columns[0]["table_title_pattern"])
        forms.append(Form(name, title, tuple(tuple(c["header_path"].split("/")) for c in columns)))
    return tuple(forms)


# --- columns -----------------------------------------------------------------------------------


def _leaf(path: HeaderPath) -> str:
    """Name a column by its last header word, without a remark in brackets: 名称(万元)."""
    return REMARK.sub("", folded(path[-1]))


def is_label(path: HeaderPath) -> bool:
    """Tell whether a column holds codes, names or indicators rather than amounts."""
    return bool(LABEL_WORD.search(_leaf(path)))


def is_code_column(path: HeaderPath) -> bool:
    """Tell whether a label column holds codes."""
    return bool(CODE_WORD.search(_leaf(path)))


def is_unit_code_column(path: HeaderPath) -> bool:
    """Tell whether a column holds the code of a department or unit."""
    return bool(UNIT_CODE_WORD.search(folded(path[-1])))


def figure_columns(paths: Sequence[HeaderPath]) -> tuple[int, ...]:
    """Name the columns that hold amounts, merged ones once; a form without any has 指标值."""
    plain = tuple(
        i for i, path in enumerate(paths) if not is_label(path) and (i == 0 or path != paths[i - 1])
    )
    return plain or tuple(i for i, path in enumerate(paths) if path[-1] == VALUE_WORD)


# --- header cells ------------------------------------------------------------------------------


def header_cells(paths: Sequence[HeaderPath]) -> tuple[Cell, ...]:
    """Lay header paths out as merged cells: a shared word spans its columns, a leaf goes down."""
    depth = header_depth(paths)
    cells = []
    for column, path in enumerate(paths):
        for level, word in enumerate(path):
            if not word or (column and _share_cell(paths[column - 1], path, level)):
                continue
            height = depth - level if level == len(path) - 1 else 1
            cells.append(Cell(level, column, word, height, _width(paths[column:], level)))
    return tuple(cells)


def header_depth(paths: Sequence[HeaderPath]) -> int:
    """Count the header rows a form needs."""
    return max(len(path) for path in paths)


def _share_cell(one: HeaderPath, other: HeaderPath, level: int) -> bool:
    """Tell whether two columns stand under one header cell: the same words, down to this level."""
    same_words = one[: level + 1] == other[: level + 1]
    return same_words and (len(one) == level + 1) == (len(other) == level + 1)


def _width(paths: Sequence[HeaderPath], level: int) -> int:
    """Count the columns, from the first one on, over which its word of a level is merged."""
    return sum(1 for _ in takewhile(lambda path: _share_cell(paths[0], path, level), paths))


def as_printed(word: str, prints: Iterable[str]) -> str:
    """Give a header word in the dump's own characters, （万元） or (万元), where it has them.

    Blanks inside are left out: that is where the cell was too narrow for the word. The shortest
    print that holds the word is taken, so that 项目 is not found in 项目支出 first.
    """
    wanted, prints = folded(word), list(prints)
    if word in prints:
        return word
    for text in sorted(map(squeeze, prints), key=len):
        plain = folded(text)
        if wanted in plain and len(plain) == len(text):
            start = plain.index(wanted)
            return text[start : start + len(wanted)]
    return word
