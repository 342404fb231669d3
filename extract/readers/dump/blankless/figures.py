"""Which columns the figures of a dump without blanks stand in, by what its tables say together.

`dump.placement` places the figures of one table by its sums. What those leave open, the other
tables often settle: the revenue table says which purses are empty, an economic class is either
staff or running costs, and totals are stated more than once. Whatever a table has settled becomes
evidence for the others, until nothing changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.numbers import folded
from extract.readers.dump.blankless.rows import (
    TOTAL,
    UNIT_CODE_LENGTH,
    BlanklessRow,
    is_two_sided,
    sides,
)
from extract.readers.dump.blankless.tables import BlanklessTable
from extract.readers.dump.header_sums import TOTAL_WORD, HeaderPath, sums_of
from extract.readers.dump.placement import FigureRow, Placement, RowSum, place
from extract.readers.dump.words import is_code, numeral

# What a row states under which header word.
Statement = tuple[str, str]

ROUNDS = 4
# A department's code has three digits, a unit's six.
UNIT_CODE_LENGTHS = (UNIT_CODE_LENGTH, 6)
CLASS_LENGTH = 3
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
ALL_UNIT_PURSES = "单位资金"
PURSES = ("政府性基金", "国有资本经营", "财政专户", ALL_UNIT_PURSES, "结转", *UNIT_PURSES)


@dataclass(frozen=True)
class Body:
    """A table of columns and the rows cut from it."""

    table: BlanklessTable
    rows: Sequence[BlanklessRow]

    @property
    def paths(self) -> tuple[HeaderPath, ...]:
        """The header paths of its form."""
        return self.table.form.paths


@dataclass(frozen=True)
class Evidence:
    """What the tables of a document state: purses without money, amounts by row and word."""

    empty: frozenset[str]
    amounts: Mapping[Statement, frozenset[Decimal]]

    def known(self, row: BlanklessRow, words: Mapping[int, str]) -> dict[int, Decimal]:
        """Name the amounts other tables state for a row, where they agree among themselves."""
        found = {column: self.amounts.get((row.key, word)) for column, word in words.items()}
        return {c: next(iter(v)) for c, v in found.items() if v and len(v) == 1}

    def open_columns(self, row: BlanklessRow, paths: Sequence[HeaderPath]) -> frozenset[int]:
        """Name the columns a row can use: no empty purse, and its own economic class."""
        own = CLASS_WORDS.get(row.code[:CLASS_LENGTH], ())
        return frozenset(
            column
            for column in row.columns
            if not any(purse in word for word in paths[column] for purse in self.empty)
            and not (own and paths[column][-1] in ALL_CLASS_WORDS.difference(own))
        )


def place_figures(bodies: Sequence[Body]) -> list[tuple[Placement, ...]]:
    """Place the figures of all tables, letting what one table settles help in the next round."""
    evidence = _first_evidence(bodies)
    result: list[tuple[Placement, ...]] = []
    for _ in range(ROUNDS):
        result = [_place_body(body, evidence) for body in bodies]
        settled = [
            statement
            for body, placements in zip(bodies, result, strict=True)
            for statement in _settled(body, placements)
        ]
        amounts = _with(evidence.amounts, settled)
        if amounts == evidence.amounts:
            break
        evidence = replace(evidence, amounts=amounts)
    return result


def _with(
    amounts: Mapping[Statement, frozenset[Decimal]], more: Iterable[tuple[Statement, Decimal]]
) -> dict[Statement, frozenset[Decimal]]:
    """Add statements to those known; an amount stated twice stays one."""
    result = dict(amounts)
    for statement, value in more:
        result[statement] = result.get(statement, frozenset()) | {value}
    return result


def _place_body(body: Body, evidence: Evidence) -> tuple[Placement, ...]:
    """Place the figures of one table, half by half."""
    placed: dict[int, Placement] = {}
    for columns in dict.fromkeys(row.columns for row in body.rows):
        half = {i: row for i, row in enumerate(body.rows) if row.columns == columns}
        words = _column_words(body.paths, columns)
        rows = [
            FigureRow(
                row.values, evidence.open_columns(row, body.paths), evidence.known(row, words)
            )
            for row in half.values()
        ]
        sums = sums_of([(column, body.paths[column]) for column in columns])
        placements = place(columns, sums, rows, _row_sums(list(half.values())))
        placed |= dict(zip(half, placements, strict=True))
    return tuple(placed[i] for i in range(len(body.rows)))


def _settled(body: Body, placements: Sequence[Placement]) -> Iterator[tuple[Statement, Decimal]]:
    """List the amounts a table has placed without doubt, by row and column word."""
    for row, placement in zip(body.rows, placements, strict=True):
        words = _column_words(body.paths, row.columns)
        figures = zip(placement.columns, row.values, placement.ambiguous, strict=True)
        for column, value, doubt in figures:
            if not doubt and column in words:
                yield (row.key, words[column]), value


def _column_words(paths: Sequence[HeaderPath], columns: Sequence[int]) -> dict[int, str]:
    """Name columns by the words other tables use for them: a 小计 by what it is the total of."""
    words = {}
    for column in columns:
        path = [word for word in paths[column] if not TOTAL_WORD.fullmatch(word)]
        words[column] = path[-1] if path else ""
    counts = Counter(words.values())
    return {column: word for column, word in words.items() if word and counts[word] == 1}


# --- what needs no placing ---------------------------------------------------------------------


def _first_evidence(bodies: Sequence[Body]) -> Evidence:
    """Read off what is clear before any figure is placed: empty purses, and sums over rows."""
    revenue = [body for body in bodies if is_two_sided(body.paths)]
    sums = [
        ((TOTAL, word), value)
        for body in bodies
        if not is_two_sided(body.paths)
        for word, value in _sums_by_word(body).items()
    ]
    return Evidence(_empty_purses(revenue), _with({}, sums))


def _empty_purses(bodies: Sequence[Body]) -> frozenset[str]:
    """Name the purses which the revenue side lists and shows no money in."""
    filled: dict[str, bool] = {}
    for body in bodies:
        revenue = sides(body.paths)[0].amounts
        for row in (row for row in body.rows if row.columns == revenue):
            for purse in (purse for purse in PURSES if purse in row.name):
                filled[purse] = filled.get(purse, False) or any(row.values)
    empty = {purse for purse, has_money in filled.items() if not has_money}
    if empty.issuperset(UNIT_PURSES):
        empty.add(ALL_UNIT_PURSES)
    return frozenset(empty)


def _sums_by_word(body: Body) -> dict[str, Decimal]:
    """Add up the rows' first figure by economic class, by kind of project and by name."""
    title, paths = body.table.title, body.paths
    by_class = any("经济分类" in folded(word) for word in paths[0])
    by_kind = "项目支出" in title and any(path[-1] == "类型" for path in paths)
    sums: dict[str, Decimal] = {}
    if by_class and "基本支出" in title:
        sums |= dict.fromkeys((words[0] for words in CLASS_WORDS.values()), Decimal(0))
    if by_kind:
        sums |= dict.fromkeys(KINDS, Decimal(0))
    for row in body.rows:
        if not row.values or row.key == TOTAL:
            continue
        texts = [label.text for label in row.labels]
        words = {text for text in texts[:1] if by_kind and text in KINDS}
        if by_class:
            words |= set(CLASS_WORDS.get(row.code[:CLASS_LENGTH], ())[:1]) & set(sums)
            words |= {text for text in texts if not is_code(text)}
        for word in words:
            sums[word] = sums.get(word, Decimal(0)) + row.values[0]
    return sums


# --- how rows add up ---------------------------------------------------------------------------


def _row_sums(rows: Sequence[BlanklessRow]) -> list[RowSum]:
    """Say how the rows add up: the total of its units or its items, a heading of what it heads."""
    filled = [i for i, row in enumerate(rows) if row.values]
    totals = [i for i in filled if rows[i].key == TOTAL]
    rest = [i for i in filled if i not in totals]
    if not totals:
        return []
    bracketed = [i for i in rest if numeral(rows[i].name)[0] == "("]
    numbered = [i for i in rest if numeral(rows[i].name)[1] and i not in bracketed]
    if bracketed or numbered:
        heads = [RowSum(numbered[0], tuple(bracketed))] if numbered and bracketed else []
        return [*heads, RowSum(totals[0], tuple(numbered or bracketed))]
    units = [i for i in rest if _is_unit(rows[i])]
    items = [i for i in rest if i not in units]
    shortest = min((len(rows[i].code) for i in units), default=0)
    top = [i for i in units if len(rows[i].code) == shortest]
    return [RowSum(totals[0], tuple(group)) for group in (top, items) if group]


def _is_unit(row: BlanklessRow) -> bool:
    """Tell a unit (509 …局) from the items below it: one code, of a unit's length."""
    one_code = len(row.codes) == 1
    return one_code and len(row.code) in UNIT_CODE_LENGTHS and row.code not in CLASS_WORDS
