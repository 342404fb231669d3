"""Placing figures whose columns were lost: made-up rows, one question each."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from extract.readers.dump.header_sums import Sum, Within, holds, sums_of, tolerance
from extract.readers.dump.placement import FigureRow, RowSum, candidates, place


def header(*paths: str) -> list[tuple[int, tuple[str, ...]]]:
    return [(i, tuple(path.split("/"))) for i, path in enumerate(paths)]


def values(*texts: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(t) for t in texts)


SPENDING = header(
    "合计",
    "基本支出/小计",
    "基本支出/人员经费/工资福利支出",
    "基本支出/人员经费/对个人和家庭的补助",
    "基本支出/公用经费/商品和服务支出",
    "项目支出/小计",
    "项目支出/其他运转类",
    "项目支出/特定目标类",
)
COLUMNS = tuple(i for i, _ in SPENDING)


def test_totals_are_the_sum_of_their_siblings() -> None:
    assert sums_of(SPENDING) == (Sum(0, (1, 5)), Sum(1, (2, 3, 4)), Sum(5, (6, 7)))


def test_a_part_is_not_added() -> None:
    sums = sums_of(header("总计", "一般公共预算/小计", "一般公共预算/其中：财政拨款", "基金"))
    assert sums == (Sum(0, (1, 3)), Within(2, 1))


def test_a_split_total_adds_up_word_by_word() -> None:
    sums = sums_of(
        header(
            "总计/合计",
            "总计/一般公共预算",
            "总计/财政专户管理资金收入",
            "本年收入/合计",
            "本年收入/一般公共预算",
            "上年结转/合计",
            "上年结转/一般公共预算",
            "上年结转/财政专户管理资金",
        )
    )
    assert Sum(0, (3, 5)) in sums
    assert Sum(1, (4, 6)) in sums
    assert Sum(2, (7,)) in sums


def test_a_header_without_totals_has_no_identities() -> None:
    assert sums_of(header("年初结转", "本年收入", "本年支出")) == ()


def test_a_word_may_stand_over_several_columns_and_again_over_one() -> None:
    assert sums_of(header("支出/小计", "支出/基本", "支出")) == (Sum(0, (1,)),)


def test_rounding_is_forgiven_and_nothing_more() -> None:
    rule = Sum(0, (1, 2))
    assert tolerance(values("1.00", "2.00"), 2) == Decimal("0.015")
    assert holds(rule, dict(enumerate(values("3.01", "1.00", "2.00"))))
    assert not holds(rule, dict(enumerate(values("3.02", "1.00", "2.00"))))


def test_a_zero_total_over_blank_parts_holds() -> None:
    assert holds(Sum(0, (1, 2)), {0: Decimal(0)})


def test_a_part_needs_its_whole_and_fits_into_it() -> None:
    assert not holds(Within(1, 0), {1: Decimal(1)})
    assert not holds(Within(1, 0), {0: Decimal(1), 1: Decimal(2)})
    assert holds(Within(1, 0), {0: Decimal(2), 1: Decimal(2)})


def test_one_placement_is_left() -> None:
    (row,) = place(
        COLUMNS,
        sums_of(SPENDING),
        [FigureRow(values("9.0", "7.0", "4.0", "2.0", "1.0", "2.0", "2.0"))],
    )
    assert row.columns[:6] == (0, 1, 2, 3, 4, 5)
    assert row.ambiguous == (False,) * 6 + (True,)


def test_several_placements_are_ambiguous_and_the_leftmost_is_taken() -> None:
    (row,) = place((0, 1, 2), (Sum(0, (1, 2)),), [FigureRow(values("5", "5"))])
    assert row.columns == (0, 1)
    assert row.ambiguous == (False, True)


def test_a_column_other_rows_use_is_preferred() -> None:
    fixed = FigureRow(values("1", "1"), frozenset({0, 3}))
    first, second = place((0, 1, 2, 3), (Sum(0, (1, 2, 3)),), [FigureRow(values("4", "4")), fixed])
    assert first.columns == (0, 3) and first.ambiguous == (False, True)
    assert second.columns == (0, 3) and second.ambiguous == (False, False)


def test_a_zero_goes_where_no_row_is_blank() -> None:
    """合计 | 小计 (甲, 乙) | 其他: the first row fills 小计 and leaves 其他 blank."""
    sums = (Sum(0, (1, 4)), Sum(1, (2, 3)))
    rows = [FigureRow(values("5", "5", "2", "3")), FigureRow(values("4", "0", "4"))]
    _, zero = place((0, 1, 2, 3, 4), sums, rows)
    assert zero.columns == (0, 1, 4)


def test_column_totals_settle_the_rows() -> None:
    """5 and 7 can each be of either kind; the total row says 5 and 7, in this order."""
    sums = (Sum(0, (1, 2)),)
    rows = [
        FigureRow(values("12", "5", "7")),
        FigureRow(values("5", "5")),
        FigureRow(values("7", "7")),
    ]
    total, first, second = place((0, 1, 2), sums, rows, [RowSum(0, (1, 2))])
    assert (total.columns, first.columns, second.columns) == ((0, 1, 2), (0, 1), (0, 2))
    assert not any(first.ambiguous + second.ambiguous)


def test_totals_that_leave_two_solutions_stay_ambiguous() -> None:
    sums = (Sum(0, (1, 2)),)
    rows = [FigureRow(values("10", "5", "5")), *[FigureRow(values("5", "5"))] * 2]
    total, first, second = place((0, 1, 2), sums, rows, [RowSum(0, (1, 2))])
    assert total.ambiguous == (False,) * 3
    assert first.ambiguous == second.ambiguous == (False, True)


def test_what_another_table_states_decides() -> None:
    row = FigureRow(values("5", "5"), known={2: Decimal(5)})
    (placed,) = place((0, 1, 2), (Sum(0, (1, 2)),), [row])
    assert placed.columns == (0, 2) and placed.ambiguous == (False, False)


def test_what_contradicts_every_placement_is_ignored() -> None:
    row = FigureRow(values("5", "5"), columns=frozenset({0}), known={1: Decimal(9)})
    (placed,) = place((0, 1, 2), (Sum(0, (1, 2)),), [row])
    assert placed.columns == (0, 1) and placed.ambiguous == (False, True)


def test_a_row_that_cannot_add_up_is_ambiguous() -> None:
    (placed,) = place((0, 1, 2), (Sum(0, (1, 2)),), [FigureRow(values("5.0", "4.0"))])
    assert placed.columns == (0, 1) and placed.ambiguous == (True, True)


def test_a_row_that_cannot_add_up_but_fills_all_columns_is_sure() -> None:
    (placed,) = place((0, 1, 2), (Sum(0, (1, 2)),), [FigureRow(values("5.0", "4.0", "4.0"))])
    assert placed.ambiguous == (False, False, False)


def test_a_total_that_cannot_come_out_proves_nothing() -> None:
    """The publisher's total is wrong: the rows keep what their own sums say."""
    rows = [FigureRow(values("99.0", "99.0")), FigureRow(values("6.0", "2.0", "4.0"))]
    _, item = place((0, 1, 2), (Sum(0, (1, 2)),), rows, [RowSum(0, (1,))])
    assert item.columns == (0, 1, 2)


def test_an_empty_row_has_no_placement_to_doubt() -> None:
    (placed,) = place((0, 1), (), [FigureRow(())])
    assert placed.columns == () and placed.ambiguous == ()


@pytest.mark.parametrize("count", [1, 3])
def test_candidates_keep_the_order(count: int) -> None:
    found = candidates((0, 1, 2, 3), (), values(*["1.00"] * count))
    assert all(list(c) == sorted(c) for c in found) and len(found) == 4


def test_a_long_wide_table_takes_no_time() -> None:
    """Two hundred rows of twenty columns with nothing to tell them apart."""
    columns = tuple(range(20))
    rows = [FigureRow(values("400", "400"))] + [FigureRow(values("2", "2"))] * 200
    begun = time.monotonic()
    placed = place(columns, (Sum(0, columns[1:]),), rows, [RowSum(0, tuple(range(1, 201)))])
    assert time.monotonic() - begun < 60
    assert all(p.columns[0] == 0 and p.ambiguous[1] for p in placed)
