"""Open a release, see what is in it, and follow one amount back to the page it is printed on."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="预决算 · 1 start", sql_output="pandas")

with app.setup:
    import altair as alt
    import marimo as mo

    from yujuesuan.ask.notebooks import open_release


@app.cell(hide_code=True)
def _():
    mo.md("""
    # 预决算 1 · What is in a release

    Every government body in China publishes a budget (部门预算) in spring and final accounts
    (部门决算) in autumn. A release holds what they print, amount by amount. This notebook opens
    one, follows an amount back to its page, and shows the two things to know before any `sum`:
    **leaves and totals**, and **coverage**.

    Next: `questions.py` asks five questions across cities; `audit.py` shows what does not add up.
    """)
    return


@app.cell
def _():
    # The environment variable YUJUESUAN_RELEASE names the folder of a release.
    warehouse = open_release()
    return (warehouse,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## The tables

    `dim_…` say who, where and what for; `fct_…` hold amounts, each once; `figures` holds every
    printed amount, totals included; `coverage`, `findings` and `audit_…` say how far to trust them.
    Every column has a comment too: `select column_name, comment from duckdb_columns()`.
    """)
    return


@app.cell
def _(warehouse):
    tables = mo.sql(
        """
        select table_name, estimated_size as row_count, comment as description
        from duckdb_tables()
        where not internal and not temporary
        order by
            case
                when table_name like 'fct_%' then 1
                when table_name like 'dim_%' then 2
                else 3
            end,
            table_name
        """,
        engine=warehouse,
    )
    return (tables,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## The documents

    A *disclosure* is one body, year and kind. Several files may hold it (the same text as PDF and
    as workbook, a corrected version); facts come from the one with `is_current`. A file that could
    not be read is here too, with the reason: nothing drops out silently.
    """)
    return


@app.cell
def _(warehouse):
    documents = mo.sql(
        """
        select
            r.full_name as region,
            d.department_name as body,
            d.fiscal_year::varchar as year,
            d.document_kind as kind,
            d.is_current,
            d.page_count as pages,
            d.figure_count as figures,
            d.read_outcome,
            d.read_reason,
            d.file_name,
            d.document_id
        from dim_document d
        left join dim_region r using (region_code)
        order by d.region_code nulls last, body nulls last, year nulls last, d.file_name
        """,
        engine=warehouse,
    )
    return (documents,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## One amount, back to its page

    Choose a document. Below is the largest amount of its expenditure by function (功能分类), with
    the file, page and cell it comes from, the text as printed and the unit stated above the table.
    """)
    return


@app.cell
def _(warehouse):
    _rows = warehouse.execute("""
        select
            coalesce(department_name, file_name) || ' ' || coalesce(fiscal_year::varchar, '?')
            || ' ' || document_kind || ' · ' || document_id as label,
            document_id
        from dim_document
        where document_id in (select document_id from fct_expenditure_by_function)
        order by region_code nulls last, label
    """).fetchall()
    choice = mo.ui.dropdown(
        dict(_rows), value=_rows[0][0] if _rows else None, label="document", searchable=True
    )
    choice
    return (choice,)


@app.cell
def _(choice, warehouse):
    traced = mo.sql(
        f"""
        select
            f.amount_yuan,
            f.function_code,
            i.function_name,
            g.printed_text,
            g.printed_unit,
            g.file_name,
            g.page,
            g.table_title,
            g.row_label,
            g.column_path,
            g.place,
            g.route,
            g.x0, g.top, g.x1, g.bottom,
            g.document_id,
            f.figure_id
        from fct_expenditure_by_function f
        join figures g using (figure_id)
        join dim_function i on f.function_code = i.function_code
        where f.document_id = '{choice.value}'
        order by f.amount_yuan desc, f.figure_id
        limit 1
        """,
        engine=warehouse,
    )
    figure_id = traced["figure_id"].iloc[0] if len(traced) else None
    return figure_id, traced


@app.cell(hide_code=True)
def _():
    mo.md("""
    The row it stands in, as printed from left to right. `figure_role` says which of its amounts are
    leaves: only these are facts.
    """)
    return


@app.cell
def _(figure_id, warehouse):
    printed_row = mo.sql(
        f"""
        select
            g.column_no,
            g.column_path,
            g.printed_text,
            g.figure_role,
            n.name_zh as nature,
            s.name_zh as funding_source,
            g.phase
        from figures chosen
        join figures g using (document_id, table_no, row_no)
        left join dim_expenditure_nature n on g.nature = n.nature
        left join dim_funding_source s on g.funding_source = s.funding_source
        where chosen.figure_id = '{figure_id}'
        order by g.column_no
        """,
        engine=warehouse,
    )
    return (printed_row,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    And its page, drawn from the positions of the figures: leaves in blue, totals in grey, the
    amount itself in red. (Formats without pages, such as workbooks, have no positions: there
    `place` names the cell.)
    """)
    return


@app.cell
def _(figure_id, warehouse):
    page_figures = mo.sql(
        f"""
        select
            g.x0, g.x1, g.top, g.bottom, g.printed_text, g.row_label, g.column_path,
            case
                when g.figure_id = chosen.figure_id then 'the amount'
                when g.is_total then 'total'
                else 'leaf'
            end as role
        from figures chosen
        join figures g using (document_id, page)
        where chosen.figure_id = '{figure_id}' and g.x0 is not null
        """,
        engine=warehouse,
        output=False,
    )
    page_chart = (
        alt.Chart(page_figures)
        .mark_rect(stroke="white")
        .encode(
            x=alt.X("x0:Q", title="从左 (pt)"),
            x2="x1",
            y=alt.Y("top:Q", title="从上 (pt)", scale=alt.Scale(reverse=True)),
            y2="bottom",
            color=alt.Color(
                "role:N",
                title="figure",
                scale=alt.Scale(
                    domain=["the amount", "leaf", "total"], range=["#d62728", "#4c78a8", "#c7c7c7"]
                ),
            ),
            tooltip=["printed_text", "row_label", "column_path"],
        )
        .properties(width=560, height=400, title="本页的数字")
    )
    page_chart
    return (page_figures,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## Leaves and totals

    A table prints the same money many times: 合计, 类, 款, 项, and 基本 and 项目 beside their sum.
    Adding up everything that is printed counts it several times over; the facts hold each yuan
    once. Below, per document: all amounts of the expenditure tables added up, the leaves the facts
    keep, and the largest total the document prints.

    *Facts below the total*: the document details only a part of its money. Some bodies do not
    publish every item, some forms print money brought forward (上年结转) without items; `coverage`
    and `findings` say where.
    """)
    return


@app.cell
def _(warehouse):
    sums = mo.sql(
        """
        with printed as (
            select
                document_id,
                sum(amount_yuan) as everything_yuan,
                max(amount_yuan) filter (where is_total) as total_yuan
            from figures
            where
                measure = 'expenditure'
                and table_type in (
                    'expenditure', 'general_public_expenditure', 'government_fund_expenditure'
                )
            group by all
        ),

        facts as (
            select document_id, sum(amount_yuan) as facts_yuan
            from fct_expenditure_by_function
            group by all
        )

        select
            r.region_name as region,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            round(everything_yuan / 10000, 2) as everything_wan,
            round(facts_yuan / 10000, 2) as facts_wan,
            round(total_yuan / 10000, 2) as printed_total_wan,
            round(facts_yuan / nullif(total_yuan, 0), 4) as facts_of_total,
            document_id
        from printed
        join facts using (document_id)
        join dim_document d using (document_id)
        left join dim_region r using (region_code)
        order by abs(facts_of_total - 1) desc nulls last, body, year
        """,
        engine=warehouse,
    )
    return (sums,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## Coverage: absence is not zero

    | status | meaning |
    | --- | --- |
    | present | printed, with figures |
    | empty | printed without a figure: the body spends nothing there |
    | missing | promised in the contents list, not there |
    | cut | details add up to less than 99 % of the table's own total |
    | unread | the file, or a part of it, could not be read |

    Only *empty* may be read as zero, and only by you: the facts have no row for it.
    """)
    return


@app.cell
def _(warehouse):
    coverage = mo.sql(
        """
        select
            coalesce(c.department_name, d.file_name) || ' ' || coalesce(c.fiscal_year::varchar, '?')
            || ' ' || left(c.document_id, 4) as document,
            t.name_zh as table_name,
            -- of several tables of one type, the one that needs attention
            arg_min(
                c.status,
                list_position(['unread', 'cut', 'missing', 'present', 'empty'], c.status)
            ) as status,
            count(*) as tables,
            sum(c.figure_count)::bigint as figures
        from coverage c
        join dim_document d using (document_id)
        join dim_table_type t using (table_type)
        where d.is_current
        group by all
        order by document, table_name
        """,
        engine=warehouse,
        output=False,
    )
    coverage_chart = (
        alt.Chart(coverage)
        .mark_rect(stroke="white")
        .encode(
            x=alt.X("table_name:N", title="表", axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("document:N", title="部门", axis=alt.Axis(labelLimit=320)),
            color=alt.Color(
                "status:N",
                title="status",
                scale=alt.Scale(
                    domain=["present", "empty", "missing", "cut", "unread"],
                    range=["#4c78a8", "#d8e3f0", "#f58518", "#e45756", "#555555"],
                ),
            ),
            tooltip=["document", "table_name", "status", "tables", "figures"],
        )
        .properties(title="各表公开情况")
    )
    coverage_chart
    return (coverage,)


@app.cell
def _(warehouse):
    gaps = mo.sql(
        """
        select
            c.status,
            coalesce(c.department_name, d.file_name) as body,
            c.fiscal_year::varchar as year,
            t.name_zh as table_name,
            c.table_title,
            c.first_page::varchar as page,
            round(c.total_yuan / 10000, 2) as total_wan,
            round(c.details_yuan / 10000, 2) as details_wan,
            d.file_name
        from coverage c
        join dim_document d using (document_id)
        join dim_table_type t using (table_type)
        where c.status in ('missing', 'cut', 'unread') and d.is_current
        order by c.status, body, year, c.table_no
        """,
        engine=warehouse,
    )
    return (gaps,)


if __name__ == "__main__":
    app.run()
