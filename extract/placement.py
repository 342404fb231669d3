"""Which column a figure stood in, when a text dump has lost the blank cells between the figures.

What is left of a row is the order of its figures. The header says how columns add up (合计 =
基本支出 + 项目支出), the table says how rows add up (合计 = Σ items), and other tables of the
document state some of the same amounts. A placement that breaks none of this is possible; often
only one is. Amounts are exact decimals throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Path = tuple[str, ...]
Columns = tuple[int, ...]

TOTAL_WORD = re.compile(r"(合计|小计|总计|总额)$")
PART_WORD = re.compile(r"^其中")
ZERO, HALF = Decimal(0), Decimal("0.5")
# Beyond these bounds a row or a table is called ambiguous rather than searched to the end.
ROW_LIMIT = 4_000
TABLE_LIMIT = 20_000
JOINT_LIMIT = 200


@dataclass(frozen=True)
class Sum:
    """Column `total` is the sum of the columns `parts` (blank cells count as nothing)."""

    total: int
    parts: Columns


@dataclass(frozen=True)
class Within:
    """Column `part` (其中：…) states a part of column `whole` and cannot exceed it."""

    part: int
    whole: int


Identity = Sum | Within


@dataclass(frozen=True)
class FigureRow:
    """The figures of a row in printed order, and what is known about where they may stand.

    `columns` are the only columns the row can use (None: any); `known` are amounts which other
    tables state for a column of this row. Both are evidence, not law: what contradicts every
    placement is ignored.
    """

    values: tuple[Decimal, ...]
    columns: frozenset[int] | None = None
    known: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class RowSum:
    """Row `total` is the sum of the rows `items`, column by column."""

    total: int
    items: tuple[int, ...]


@dataclass(frozen=True)
class Placement:
    """The column of each figure of a row, and for each whether it could be another one."""

    columns: Columns
    ambiguous: tuple[bool, ...]


@dataclass(frozen=True)
class _Node:
    """A header word with the columns under it; `column` is set for a leaf."""

    word: str
    column: int | None
    children: tuple[_Node, ...] = ()


def identities(header: Sequence[tuple[int, Path]]) -> tuple[Identity, ...]:
    """Say how the columns add up, from their header paths (column number, words top to leaf)."""
    found: list[Identity] = []
    _collect(_Node("", None, _children(list(header), 0)), found)
    return tuple(found)


def _children(header: Sequence[tuple[int, Path]], level: int) -> tuple[_Node, ...]:
    """Group neighbouring columns which share the word of this level."""
    nodes: list[_Node] = []
    start = 0
    while start < len(header):
        column, path = header[start]
        end = start + 1
        if len(path) == level + 1:
            nodes.append(_Node(path[level], column))
        else:
            while end < len(header) and header[end][1][: level + 1] == path[: level + 1]:
                end += 1
            nodes.append(_Node(path[level], None, _children(header[start:end], level + 1)))
        start = end
    return tuple(nodes)


def _collect(node: _Node, found: list[Identity]) -> None:
    """Add the identities among the children of a header cell, then those below each of them."""
    total = next((n for n in node.children if TOTAL_WORD.search(n.word)), None)
    addends: list[_Node] = []
    for child in node.children:
        if PART_WORD.match(child.word):
            whole = addends[-1:] or ([total] if total else [])
            found.extend(
                Within(part, whole[0].column)
                for part in _value(child)
                if whole and whole[0].column is not None
            )
        elif child is not total:
            addends.append(child)
    if total is not None and addends:
        _equal(total, addends, found)
    for child in node.children:
        _collect(child, found)


def _equal(total: _Node, addends: Sequence[_Node], found: list[Identity]) -> None:
    """Make a total the sum of its siblings; where it is split itself, also word by word."""
    target = _value(total)
    if len(target) == 1:
        found.append(Sum(target[0], tuple(c for n in addends for c in _value(n))))
    for child in total.children:
        same = [
            c
            for node in addends
            for other in node.children
            if _stem(other.word) == _stem(child.word) and not TOTAL_WORD.search(other.word)
            for c in _value(other)
        ]
        if child.column is not None and same:
            found.append(Sum(child.column, tuple(same)))


def _stem(word: str) -> str:
    """财政专户管理资金收入 and 财政专户管理资金 name the same purse."""
    return word.removesuffix("收入")


def _value(node: _Node) -> Columns:
    """Name the columns whose sum is the amount of a header cell: its total, or its parts."""
    if node.column is not None:
        return (node.column,)
    for child in node.children:
        if TOTAL_WORD.search(child.word):
            return _value(child)
    return tuple(
        c for child in node.children if not PART_WORD.match(child.word) for c in _value(child)
    )


def tolerance(values: Iterable[Decimal], terms: int) -> Decimal:
    """Allow half a unit of the last place for each printed figure and for their sum."""
    exponents = [v.as_tuple().exponent for v in values if v]
    last = max((e for e in exponents if isinstance(e, int)), default=0)
    return (terms + 1) * HALF * Decimal(1).scaleb(last)


def holds(identity: Identity, row: Mapping[int, Decimal], slack: Decimal | None = None) -> bool:
    """Tell whether a row, given as column → amount without its blanks, keeps an identity."""
    if isinstance(identity, Within):
        if identity.part not in row:
            return True
        return identity.whole in row and abs(row[identity.part]) <= abs(row[identity.whole])
    parts = [row[c] for c in identity.parts if c in row]
    if identity.total not in row:
        return not any(parts)
    total = row[identity.total]
    allowed = tolerance([total, *parts], len(parts)) if slack is None else slack
    return abs(total - sum(parts)) <= allowed


def candidates(
    columns: Columns, rules: Sequence[Identity], values: Sequence[Decimal]
) -> tuple[Columns, ...]:
    """List the order-preserving placements of a row's figures that keep every identity.

    Depth first over the columns; an identity is tried as soon as its last column is decided, and
    a sum of positive amounts is given up when it has outgrown its total.
    """
    position = {column: i for i, column in enumerate(columns)}
    due: dict[int, list[Identity]] = {}
    for rule in rules:
        members = (rule.total, *rule.parts) if isinstance(rule, Sum) else (rule.part, rule.whole)
        if any(m in position for m in members):
            due.setdefault(max(position.get(m, -1) for m in members), []).append(rule)
    sums = [r for r in rules if isinstance(r, Sum)]
    positive = all(v >= 0 for v in values)
    found: list[Columns] = []

    def outgrown(row: Mapping[int, Decimal]) -> bool:
        return positive and any(
            sum(row.get(c, ZERO) for c in s.parts)
            > row[s.total] + tolerance([row[s.total]], len(s.parts))
            for s in sums
            if s.total in row
        )

    def extend(index: int, row: dict[int, Decimal]) -> None:
        left = len(values) - len(row)
        if len(found) >= ROW_LIMIT or len(columns) - index < left:
            return
        if index and not all(holds(r, row) for r in due.get(index - 1, ())):
            return
        if index == len(columns):
            found.append(tuple(row))
            return
        if left:
            filled = {**row, columns[index]: values[len(row)]}
            if not outgrown(filled):
                extend(index + 1, filled)
        extend(index + 1, row)

    extend(0, {})
    return tuple(found)


def place(
    columns: Columns,
    rules: Sequence[Identity],
    rows: Sequence[FigureRow],
    sums: Sequence[RowSum] = (),
) -> tuple[Placement, ...]:
    """Place the figures of all rows of a table, using columns, rows and other tables together."""
    choices = [_choices(columns, rules, row) for row in rows]
    possible = [bool(c) for c in choices]
    choices = [
        c or [_leftmost(columns, len(row.values))] for c, row in zip(choices, rows, strict=True)
    ]
    # A sum that cannot come out (the publisher erred, a row was misread) proves nothing.
    sound = [s for s in sums if _consistent(choices, rows, [s])]
    choices = _joint(_prune(choices, rows, sound), rows, sound)
    used = [_used(c) for c in choices]
    result = []
    for i, row in enumerate(rows):
        others = choices[:i] + choices[i + 1 :]
        elsewhere = {c for other in used[:i] + used[i + 1 :] for c in other}
        best = min(
            choices[i],
            key=lambda c: (len(set(c) - elsewhere), _odd_zeros(c, row, others), c),
        )
        sure = possible[i] or len(row.values) == len(columns)
        result.append(_verdict(best, choices[i], sure))
    return tuple(result)


def _odd_zeros(choice: Columns, row: FigureRow, others: Sequence[Sequence[Columns]]) -> int:
    """Count the rows that are blank where this one would print a zero.

    A column computed by the publisher's spreadsheet prints zeros in every row or in none.
    """
    zeros = [c for c, value in zip(choice, row.values, strict=True) if not value]
    return sum(all(c not in other for other in options) for c in zeros for options in others)


def _verdict(best: Columns, choices: Sequence[Columns], sure: bool) -> Placement:
    """Call a figure ambiguous where the surviving placements put it into different columns."""
    unclear = tuple(not sure or any(c[i] != best[i] for c in choices) for i in range(len(best)))
    return Placement(best, unclear)


def _used(choices: Sequence[Columns]) -> set[int]:
    """Name the columns a row certainly uses."""
    return set.intersection(*(set(c) for c in choices))


def _leftmost(columns: Columns, count: int) -> Columns:
    """Take the first columns; figures too many for the table get made-up ones to its right."""
    beyond = max(columns, default=-1) + 1
    return (*columns[:count], *range(beyond, beyond + count - len(columns)))


def _choices(columns: Columns, rules: Sequence[Identity], row: FigureRow) -> list[Columns]:
    """List a row's own placements, narrowed by what other tables say as far as they agree."""
    narrow = tuple(c for c in columns if row.columns is None or c in row.columns)
    found = list(candidates(narrow, rules, row.values)) if narrow != columns else []
    found = found or list(candidates(columns, rules, row.values))
    for column, amount in row.known.items():
        agree = [c for c in found if dict(zip(c, row.values, strict=True)).get(column, 0) == amount]
        found = agree or found
    return found


def _amounts(choice: Columns, row: FigureRow) -> dict[int, Decimal]:
    return dict(zip(choice, row.values, strict=True))


def _bounds(
    choices: Sequence[Columns], row: FigureRow, sign: int, columns: Sequence[int]
) -> list[tuple[Decimal, Decimal]]:
    """Say for each column what the row adds there at least and at most."""
    tables = [_amounts(c, row) for c in choices]
    result = []
    for column in columns:
        amounts = [sign * table.get(column, ZERO) for table in tables]
        result.append((min(amounts), max(amounts)))
    return result


def _prune(
    choices: list[list[Columns]], rows: Sequence[FigureRow], sums: Sequence[RowSum]
) -> list[list[Columns]]:
    """Strike placements no total can be reached with, until nothing changes."""
    choices = [list(c) for c in choices]
    changed = True
    while changed:
        changed = False
        for rule in sums:
            kept = _reachable(rule, choices, rows)
            if not all(kept.values()):
                continue
            for i, left in kept.items():
                changed = changed or len(left) < len(choices[i])
                choices[i] = left
    return choices


def _reachable(
    rule: RowSum, choices: Sequence[Sequence[Columns]], rows: Sequence[FigureRow]
) -> dict[int, list[Columns]]:
    """Keep for each row of a sum the placements with which Σ items − total can still be zero.

    The other rows count with the least and the most they can put into each column.
    """
    signs = {rule.total: -1, **dict.fromkeys(rule.items, 1)}
    columns = sorted({c for i in signs for choice in choices[i] for c in choice})
    slack = tolerance((v for i in signs for v in rows[i].values), len(rule.items))
    bounds = {i: _bounds(choices[i], rows[i], sign, columns) for i, sign in signs.items()}
    low = [sum(b[c][0] for b in bounds.values()) - slack for c in range(len(columns))]
    high = [sum(b[c][1] for b in bounds.values()) + slack for c in range(len(columns))]
    kept: dict[int, list[Columns]] = {}
    for i, sign in signs.items():
        room = [(low[c] - least, high[c] - most) for c, (least, most) in enumerate(bounds[i])]
        kept[i] = [
            choice for choice in choices[i] if _fits(_amounts(choice, rows[i]), sign, columns, room)
        ]
    return kept


def _fits(
    row: Mapping[int, Decimal],
    sign: int,
    columns: Sequence[int],
    room: Sequence[tuple[Decimal, Decimal]],
) -> bool:
    """Tell whether a row's amounts and what the others leave open enclose zero everywhere."""
    return all(
        low + sign * row.get(column, ZERO) <= 0 <= high + sign * row.get(column, ZERO)
        for column, (low, high) in zip(columns, room, strict=True)
    )


def _joint(
    choices: list[list[Columns]], rows: Sequence[FigureRow], sums: Sequence[RowSum]
) -> list[list[Columns]]:
    """Keep what occurs in a placement of the whole table, if all of them can be listed."""
    if not sums or all(len(c) == 1 for c in choices):
        return choices
    solutions: list[list[list[Columns]]] = []
    budget = [TABLE_LIMIT]
    for solution in _solutions(choices, rows, sums, budget):
        solutions.append(solution)
        if len(solutions) > JOINT_LIMIT:
            break
    if not solutions or budget[0] <= 0 or len(solutions) > JOINT_LIMIT:
        return choices
    return [
        [c for c in choice if any(s[i][0] == c for s in solutions)]
        for i, choice in enumerate(choices)
    ]


def _solutions(
    choices: list[list[Columns]],
    rows: Sequence[FigureRow],
    sums: Sequence[RowSum],
    budget: list[int],
) -> Iterator[list[list[Columns]]]:
    """Fix the most constrained open row, prune, and go on; `budget` counts the work left."""
    budget[0] -= sum(map(len, choices))
    if budget[0] <= 0 or not _consistent(choices, rows, sums):
        return
    open_rows = [i for i, c in enumerate(choices) if len(c) > 1]
    if not open_rows:
        yield choices
        return
    row = min(open_rows, key=lambda i: len(choices[i]))
    for choice in choices[row]:
        fixed = [*choices[:row], [choice], *choices[row + 1 :]]
        yield from _solutions(_prune(fixed, rows, sums), rows, sums, budget)


def _consistent(
    choices: Sequence[Sequence[Columns]], rows: Sequence[FigureRow], sums: Sequence[RowSum]
) -> bool:
    """Tell whether every sum of rows can still come out."""
    return all(all(_reachable(s, choices, rows).values()) for s in sums)
