"""The worklist of layouts: what no pattern of the seeds names, by place and body."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from yujuesuan.database import published

WORKLIST = """
    select
        coalesce(regions.full_name, '') as region,
        coalesce(gaps.department_name, gaps.file_name) as body,
        gaps.*
    from layout_gaps as gaps
    left join dim_region as regions on gaps.region_code = regions.region_code
    order by region, body, gaps.kind, gaps.figure_count desc, gaps.gap_id
"""
WHAT = {
    "title": "no table type has this title",
    "column": "no pattern knows this header",
    "row_code": "this row has no code, and its name tells none: put it in place of ?",
    "zone": "no such zone is listed, its region is the one around it",
    "identity": "most documents of this form break it: the form is misread",
}


def worklist(release: Path) -> Iterator[str]:
    """Yield the lines of the worklist: for each body what is unknown, where, and a seed row."""
    with duckdb.connect(str(published(release)), read_only=True) as connection:
        answer = connection.execute(WORKLIST)
        names = [column[0] for column in answer.description or ()]
        gaps = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
        figures = connection.execute("select count(*) from figures").fetchall()[0][0]
    for (region, body), group in groupby(gaps, lambda gap: (gap["region"], gap["body"])):
        yield f"## {region} {body}".replace("  ", " ")
        for gap in group:
            yield from _told(gap)
        yield ""
    unknown = sum(gap["figure_count"] for gap in gaps if gap["kind"] != "zone")
    share = 100 * (figures - unknown) / figures if figures else 0
    yield f"{len(gaps):,} gaps; {figures - unknown:,} of {figures:,} figures ({share:.1f} %) named"


def _told(gap: dict[str, Any]) -> Iterator[str]:
    where = (
        f"{gap['file_name']}, page {gap['page']}, {gap['table_title'] or 'a table without title'}"
    )
    also = f" and {gap['document_count'] - 1} more" if gap["document_count"] > 1 else ""
    counted, thing = (
        (gap["occurrence_count"], "place")
        if gap["kind"] == "identity"
        else (gap["figure_count"], "figure")
    )
    count = f"{counted:,} {thing}{'' if counted == 1 else 's'}"
    yield f"{gap['kind']}: {gap['printed_text'] or '(none)'} — {WHAT[gap['kind']]}; {count}"
    yield f"    {where}{also}"
    if gap["proposed_row"]:
        yield f"    seeds/{gap['seed']}: {gap['proposed_row']}"
