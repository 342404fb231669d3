"""Which column a figure stood in, when a text dump has lost the blank cells between the figures.

What is left of a row is the order of its figures. The header says how columns add up, the table
says how rows add up (合计 = Σ items), and other tables of the document state some of the same
amounts. A placement that breaks none of this is possible; often only one is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import islice

from extract.readers.dump.header_sums import Columns, HeaderSum, Sum, holds, tolerance

ZERO = Decimal(0)
# Beyond these bounds a row or a table is called ambiguous rather than searched to the end.
ROW_LIMIT = 4_000
TABLE_LIMIT = 20_000
JOINT_LIMIT = 200


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


def place(
    columns: Columns,
    header_sums: Sequence[HeaderSum],
    rows: Sequence[FigureRow],
    sums: Sequence[RowSum] = (),
) -> tuple[Placement, ...]:
    """Place the figures of all rows of a table, using columns, rows and other tables together."""
    choices = [_choices(columns, header_sums, row) for row in rows]
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


# --- one row -----------------------------------------------------------------------------------


def candidates(
    columns: Columns, header_sums: Sequence[HeaderSum], values: Sequence[Decimal]
) -> tuple[Columns, ...]:
    """List the order-preserving placements of a row's figures that keep every sum of the header."""
    return tuple(
        islice(_RowSearch(columns, tuple(header_sums), tuple(values)).placements(), ROW_LIMIT)
    )


@dataclass(frozen=True)
class _RowSearch:
    """A search for the placements of a row, depth first over the columns.

    A sum is tried as soon as its last column is decided, and a sum of positive amounts is
    given up when it has outgrown its total.
    """

    columns: Columns
    header_sums: tuple[HeaderSum, ...]
    values: tuple[Decimal, ...]

    @cached_property
    def due(self) -> dict[int, list[HeaderSum]]:
        """The sums that can be tried once so many columns are decided."""
        decided = {column: count for count, column in enumerate(self.columns, start=1)}
        due: dict[int, list[HeaderSum]] = {}
        for check in self.header_sums:
            last = max(decided.get(column, 0) for column in check.columns)
            if last:
                due.setdefault(last, []).append(check)
        return due

    @cached_property
    def growing(self) -> tuple[Sum, ...]:
        """The sums which more figures can only make larger."""
        positive = all(value >= 0 for value in self.values)
        return tuple(check for check in self.header_sums if isinstance(check, Sum) and positive)

    def placements(
        self, count: int = 0, row: Mapping[int, Decimal] | None = None
    ) -> Iterator[Columns]:
        """List the ways to go on with a row of which the first `count` columns are decided."""
        row = row or {}
        left = len(self.values) - len(row)
        if len(self.columns) - count < left:
            return
        if not all(holds(check, row) for check in self.due.get(count, ())):
            return
        if count == len(self.columns):
            yield tuple(row)
            return
        if left:
            filled = {**row, self.columns[count]: self.values[len(row)]}
            if not any(_outgrown(check, filled) for check in self.growing):
                yield from self.placements(count + 1, filled)
        yield from self.placements(count + 1, row)


def _outgrown(check: Sum, row: Mapping[int, Decimal]) -> bool:
    """Tell whether the parts of a sum are already more than its total."""
    if check.total not in row:
        return False
    total = row[check.total]
    parts = sum(row.get(column, ZERO) for column in check.parts)
    return parts > total + tolerance([total], len(check.parts))


def _choices(columns: Columns, header_sums: Sequence[HeaderSum], row: FigureRow) -> list[Columns]:
    """List a row's own placements, narrowed by what other tables say as far as they agree."""
    narrow = tuple(c for c in columns if row.columns is None or c in row.columns)
    found = list(candidates(narrow, header_sums, row.values)) if narrow != columns else []
    found = found or list(candidates(columns, header_sums, row.values))
    for column, amount in row.known.items():
        agree = [c for c in found if _amounts(c, row).get(column, ZERO) == amount]
        found = agree or found
    return found


def _leftmost(columns: Columns, count: int) -> Columns:
    """Take the first columns; figures too many for the table get made-up ones to its right."""
    beyond = max(columns, default=-1) + 1
    return (*columns[:count], *range(beyond, beyond + count - len(columns)))


def _amounts(choice: Columns, row: FigureRow) -> dict[int, Decimal]:
    """Read a row under one of its placements; blank columns are left out."""
    return dict(zip(choice, row.values, strict=True))


# --- all rows ----------------------------------------------------------------------------------


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
        for row_sum in sums:
            kept = _reachable(row_sum, choices, rows)
            if not all(kept.values()):
                continue
            for i, left in kept.items():
                changed = changed or len(left) < len(choices[i])
                choices[i] = left
    return choices


def _reachable(
    row_sum: RowSum, choices: Sequence[Sequence[Columns]], rows: Sequence[FigureRow]
) -> dict[int, list[Columns]]:
    """Keep for each row of a sum the placements with which Σ items − total can still be zero.

    The other rows count with the least and the most they can put into each column.
    """
    signs = {row_sum.total: -1, **dict.fromkeys(row_sum.items, 1)}
    columns = sorted({c for i in signs for choice in choices[i] for c in choice})
    slack = tolerance((v for i in signs for v in rows[i].values), len(row_sum.items))
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


@dataclass
class _Budget:
    """How much work a search may still do; the one thing here that changes."""

    left: int = TABLE_LIMIT

    def spend(self, work: int) -> bool:
        """Take the work off; tell whether there was enough left."""
        self.left -= work
        return self.left > 0


def _joint(
    choices: list[list[Columns]], rows: Sequence[FigureRow], sums: Sequence[RowSum]
) -> list[list[Columns]]:
    """Keep what occurs in a placement of the whole table, if all of them can be listed."""
    if not sums or all(len(choice) == 1 for choice in choices):
        return choices
    budget = _Budget()
    solutions = list(islice(_solutions(choices, rows, sums, budget), JOINT_LIMIT + 1))
    if not solutions or budget.left <= 0 or len(solutions) > JOINT_LIMIT:
        return choices
    return [
        [columns for columns in choice if any(solution[i] == [columns] for solution in solutions)]
        for i, choice in enumerate(choices)
    ]


def _solutions(
    choices: list[list[Columns]],
    rows: Sequence[FigureRow],
    sums: Sequence[RowSum],
    budget: _Budget,
) -> Iterator[list[list[Columns]]]:
    """Fix the most constrained open row, prune, and go on."""
    if not budget.spend(sum(map(len, choices))) or not _consistent(choices, rows, sums):
        return
    open_rows = [i for i, choice in enumerate(choices) if len(choice) > 1]
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
