"""How the columns of a table add up, as its header says: 合计 = 基本支出 + 项目支出.

A header is a tree of words; a total (合计, 小计) is the sum of its siblings, and what stands
behind 其中 is a part of what stands before it. Amounts are exact decimals throughout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

# The words of the header cells over a column, from top to leaf.
HeaderPath = tuple[str, ...]
Columns = tuple[int, ...]

TOTAL_WORD = re.compile(r"(合计|小计|总计|总额)$")
PART_WORD = re.compile(r"^其中")
HALF = Decimal("0.5")


@dataclass(frozen=True)
class Sum:
    """Column `total` is the sum of the columns `parts` (blank cells count as nothing)."""

    total: int
    parts: Columns

    @property
    def columns(self) -> Columns:
        """All columns it speaks of."""
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Within:
    """Column `part` (其中：…) states a part of column `whole` and cannot exceed it."""

    part: int
    whole: int

    @property
    def columns(self) -> Columns:
        """All columns it speaks of."""
        return (self.part, self.whole)


HeaderSum = Sum | Within


@dataclass(frozen=True)
class _Node:
    """A header word with the columns under it; `column` is set for a leaf."""

    word: str
    column: int | None
    children: tuple[_Node, ...] = ()


def sums_of(header: Sequence[tuple[int, HeaderPath]]) -> tuple[HeaderSum, ...]:
    """Say how the columns add up, from their header paths (column number, words top to leaf)."""
    return tuple(_header_sums(_Node("", None, _children(header, 0))))


def _children(header: Sequence[tuple[int, HeaderPath]], level: int) -> tuple[_Node, ...]:
    """Group neighbouring columns which share the word of this level."""
    nodes: list[_Node] = []
    for (path, is_leaf), group in groupby(
        header, key=lambda item: (item[1][: level + 1], len(item[1]) == level + 1)
    ):
        under = tuple(group)
        if is_leaf:
            nodes += [_Node(path[level], column) for column, _ in under]
        else:
            nodes.append(_Node(path[level], None, _children(under, level + 1)))
    return tuple(nodes)


def _header_sums(node: _Node) -> Iterator[HeaderSum]:
    """List the sums among the children of a header cell, then those below each of them."""
    total = next((child for child in node.children if TOTAL_WORD.search(child.word)), None)
    addends: list[_Node] = []
    for child in node.children:
        if PART_WORD.match(child.word):
            whole = addends[-1] if addends else total
            if whole is not None and whole.column is not None:
                yield from (Within(part, whole.column) for part in _value(child))
        elif child is not total:
            addends.append(child)
    if total is not None and addends:
        yield from _sums(total, addends)
    for child in node.children:
        yield from _header_sums(child)


def _sums(total: _Node, addends: Sequence[_Node]) -> Iterator[Sum]:
    """Make a total the sum of its siblings; where it is split itself, also word by word."""
    target = _value(total)
    if len(target) == 1:
        yield Sum(target[0], tuple(column for node in addends for column in _value(node)))
    parts = [part for node in addends for part in node.children if not TOTAL_WORD.search(part.word)]
    for child in total.children:
        same = [part for part in parts if _stem(part.word) == _stem(child.word)]
        columns = tuple(column for part in same for column in _value(part))
        if child.column is not None and columns:
            yield Sum(child.column, columns)


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


def holds(check: HeaderSum, row: Mapping[int, Decimal], slack: Decimal | None = None) -> bool:
    """Tell whether a row, given as column → amount without its blanks, keeps a sum."""
    if isinstance(check, Within):
        if check.part not in row:
            return True
        return check.whole in row and abs(row[check.part]) <= abs(row[check.whole])
    parts = [row[c] for c in check.parts if c in row]
    if check.total not in row:
        return not any(parts)
    total = row[check.total]
    allowed = tolerance([total, *parts], len(parts)) if slack is None else slack
    return abs(total - sum(parts)) <= allowed
