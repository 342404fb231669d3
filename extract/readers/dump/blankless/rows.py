"""The rows of a dump without blanks: which words are their labels and which figures follow them.

A row begins with the first word after figures, wherever its lines were broken. Which label stands
in which column is clear from the form: codes and names alternate there as they do in the row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby, pairwise, takewhile

from extract.numbers import amount
from extract.readers.dump.blankless.tables import BlanklessTable
from extract.readers.dump.forms import is_code_column, is_label, is_unit_code_column
from extract.readers.dump.header_sums import TOTAL_WORD, HeaderPath
from extract.readers.dump.words import TextLine, Word, is_code, numeral, words_of

TOTAL = "total"
# Codes of departments and units are as long; shorter ones are levels of a class.
UNIT_CODE_LENGTH = 3
# Labels longer than this are not tried in every way in which they could be cut into cells.
WRAPPED_WORDS = 24
# Rows that stand on the revenue side, where nothing else tells the side of a lone label.
LEFT_LABEL = re.compile(r"^(上年|年初|其中|使用|收入|.*(收入|拨款)$)")


@dataclass(frozen=True)
class Label:
    """A code or name of a row, the column it stands in, and the line it begins on."""

    column: int
    text: str
    line: TextLine


@dataclass(frozen=True)
class BlanklessRow:
    """A row cut out of a dump without blanks: labels with their columns, figures without.

    `columns` are those among which the figures are to be placed; `tail` are the words after the
    figures, in forms that have columns of words there.
    """

    labels: tuple[Label, ...]
    figures: tuple[Word, ...]
    columns: tuple[int, ...]
    tail: tuple[Word, ...] = ()

    @property
    def codes(self) -> list[str]:
        """The row's codes up to its first name: one, or a class printed level by level."""
        return list(takewhile(is_code, (label.text for label in self.labels)))

    @property
    def code(self) -> str:
        """The row's code, printed in one column or in several."""
        return "".join(self.codes)

    @property
    def name(self) -> str:
        """The row's words without its codes."""
        return "".join(label.text for label in self.labels if not is_code(label.text))

    @property
    def key(self) -> str:
        """What the row states, as other tables of the document name it."""
        if TOTAL_WORD.search(self.name) or not self.labels:
            return TOTAL
        return self.code or self.name

    @property
    def values(self) -> tuple[Decimal, ...]:
        """The row's figures as exact decimals."""
        return tuple(amount(word.text) for word in self.figures)

    @property
    def line(self) -> int:
        """The line the row begins on."""
        lines = [label.line for label in self.labels] + [word.line for word in self.figures]
        return lines[0].number if lines else 0


@dataclass(frozen=True)
class Side:
    """Columns of labels and the columns of amounts to their right: a form has one or more."""

    labels: tuple[int, ...]
    amounts: tuple[int, ...]


def sides(paths: Sequence[HeaderPath]) -> list[Side]:
    """Split a form's columns into runs of labels each followed by its amounts."""
    runs = [
        (label, tuple(i for i, _ in group))
        for label, group in groupby(enumerate(paths), key=lambda item: is_label(item[1]))
    ]
    if runs and not runs[0][0]:
        runs.insert(0, (True, ()))
    runs += [(False, ())] * (len(runs) % 2)
    return [
        Side(labels, amounts)
        for (_, labels), (_, amounts) in zip(runs[::2], runs[1::2], strict=True)
    ]


def is_two_sided(paths: Sequence[HeaderPath]) -> bool:
    """Tell a form with revenue on the left and expenditure on the right."""
    return sum(bool(side.amounts) for side in sides(paths)) > 1


def blankless_rows(table: BlanklessTable, names: frozenset[str]) -> list[BlanklessRow]:
    """Cut the body of a table into rows; a left and a right half are rows of their own.

    `names` are those of departments and kinds of expenditure, which are never cut in two.
    """
    paths = table.form.paths
    if is_two_sided(paths):
        return list(_two_sided_rows(table))
    parts = sides(paths)
    labels, amounts = parts[0].labels, parts[0].amounts
    rows = []
    for cluster in _clusters(table.body, has_tail=len(parts) > 1):
        *bare, own = _parted(cluster.label, paths, labels)
        rows += [
            BlanklessRow(place_labels(words, paths, labels, names), (), amounts) for words in bare
        ]
        placed = place_labels(own, paths, labels, names)
        rows.append(BlanklessRow(placed, tuple(cluster.figures), amounts, tuple(cluster.tail)))
    return rows


@dataclass(frozen=True)
class _Cluster:
    """Words up to the first word of the next row: label, figures, and what follows these."""

    label: Sequence[Word]
    figures: Sequence[Word]
    tail: Sequence[Word] = ()


def _clusters(lines: Sequence[TextLine], has_tail: bool) -> Iterator[_Cluster]:
    """Cut words into rows; in forms with words after the amounts only a code opens a row."""
    label: list[Word] = []
    figures: list[Word] = []
    tail: list[Word] = []
    for word in (word for line in lines for word in words_of(line)):
        opens = word.kind == "code" and word.first and len(word.text) >= UNIT_CODE_LENGTH
        if word.kind == "figure":
            figures.append(word)
        elif figures and has_tail and not opens:
            tail.append(word)
        elif figures:
            yield _Cluster(label, figures, tail)
            label, figures, tail = [word], [], []
        else:
            label.append(word)
    if label or figures:
        yield _Cluster(label, figures, tail)


def _parted(
    words: Sequence[Word], paths: Sequence[HeaderPath], labels: Sequence[int]
) -> list[Sequence[Word]]:
    """Part the label of a row from those of rows before it that have no figures."""
    expected = sum(
        is_code for is_code, _ in groupby(labels, key=lambda column: is_code_column(paths[column]))
    )
    starts = [
        i
        for i, word in enumerate(words)
        if word.kind == "code" and (i == 0 or words[i - 1].kind != "code")
    ]
    if not expected or len(starts) <= expected:
        return [words]
    cut = starts[-expected]
    return [*_parted(words[:cut], paths, labels), words[cut:]]


# --- revenue on the left, expenditure on the right ---------------------------------------------


def _two_sided_rows(table: BlanklessTable) -> Iterator[BlanklessRow]:
    """Cut lines into halves: a label with its figures each; a lone half finds its side."""
    paths = table.form.paths
    parts = sides(paths)
    reached = [dict[str, int]() for _ in parts]
    for line in table.body:
        halves = list(_halves(line))
        for index, half in enumerate(halves):
            name = joined([word for word in half.label if word.kind == "text"])
            side = _side_of(name, reached) if len(halves) == 1 else min(index, len(parts) - 1)
            style, number = numeral(name)
            if number:
                reached[side][style] = number
            labels = place_labels(half.label, paths, parts[side].labels, frozenset())
            yield BlanklessRow(labels, tuple(half.figures), parts[side].amounts)


def _halves(line: TextLine) -> Iterator[_Cluster]:
    """Cut a line into labels, each with the figures behind it."""
    label: list[Word] = []
    figures: list[Word] = []
    for word in words_of(line):
        named = any(other.kind == "text" for other in label)
        opens = word.kind != "figure" and (figures or (named and word.kind == "text"))
        if label and opens:
            yield _Cluster(label, figures)
            label, figures = [], []
        (figures if word.kind == "figure" else label).append(word)
    if label or figures:
        yield _Cluster(label, figures)


def _side_of(name: str, reached: Sequence[Mapping[str, int]]) -> int:
    """Find the side of a lone label: the one whose numbering it carries on, else by its word."""
    style, number = numeral(name)
    steps = {side: number - seen.get(style, 0) for side, seen in enumerate(reached)}
    steps = {side: step for side, step in steps.items() if step > 0}
    if number and steps:
        return min(steps, key=lambda side: (steps[side], -side))
    return 0 if LEFT_LABEL.search(name) else len(reached) - 1


# --- labels ------------------------------------------------------------------------------------


def place_labels(
    words: Sequence[Word], paths: Sequence[HeaderPath], labels: Sequence[int], names: frozenset[str]
) -> tuple[Label, ...]:
    """Give codes and names their columns: runs of codes and of words alternate as in the form."""
    groups = [(c, list(g)) for c, g in groupby(labels, key=lambda c: is_code_column(paths[c]))]
    if not any(of_codes for of_codes, _ in groups):
        return _share(words, labels, names)
    placed: list[Label] = []
    for of_codes, run in groupby(words, key=lambda word: word.kind == "code"):
        while groups and groups[0][0] != of_codes:
            groups.pop(0)
        if not groups:
            break
        columns = groups.pop(0)[1]
        if of_codes:
            placed += _place_codes(list(run), columns, paths)
        else:
            placed += _share(list(run), columns, names)
    return tuple(placed)


def _place_codes(
    words: Sequence[Word], columns: Sequence[int], paths: Sequence[HeaderPath]
) -> list[Label]:
    """Give codes their columns: a lone one is the unit's, a wrapped one is put together."""
    units = [column for column in columns if is_unit_code_column(paths[column])]
    if len(columns) == 1:
        return [Label(columns[0], joined(words), words[0].line)]
    if len(words) == 1 and units:
        return [Label(units[0], words[0].text, words[0].line)]
    return [Label(c, word.text, word.line) for c, word in zip(columns, words, strict=False)]


def _share(
    words: Sequence[Word], columns: Sequence[int], names: frozenset[str]
) -> tuple[Label, ...]:
    """Share the words of a label, wrapped over lines, among the name columns, from the right.

    The sharing wins that yields the most names already known, then the one with the fewest cells.
    """
    if not columns or not words:
        return ()
    cells = max(
        _sharings(words, len(columns)),
        key=lambda cells: (sum(joined(cell) in names for cell in cells), -len(cells)),
        default=[words],
    )
    used = columns[len(columns) - len(cells) :]
    return tuple(Label(c, joined(cell), cell[0].line) for c, cell in zip(used, cells, strict=True))


def _sharings(words: Sequence[Word], most: int) -> Iterator[list[Sequence[Word]]]:
    """List the ways to cut words into cells: what stands on one line is not one cell.

    Only where every column is filled it may be: there is no other column left.
    """
    limit = min(most, len(words)) if len(words) <= WRAPPED_WORDS else 1
    for count in range(1, limit + 1):
        for cuts in combinations(range(1, len(words)), count - 1):
            cells = [words[a:b] for a, b in pairwise((0, *cuts, len(words)))]
            if count == most or all(map(_is_one_cell, cells)):
                yield cells


def _is_one_cell(words: Sequence[Word]) -> bool:
    """Tell whether words can be the wrapped text of one cell."""
    return all(b.first and "code" not in (a.kind, b.kind) for a, b in pairwise(words))


def joined(words: Iterable[Word]) -> str:
    """Put a wrapped text together."""
    return "".join(word.text for word in words)
