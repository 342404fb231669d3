"""What must add up and what does: identities, findings, and the completeness of every page."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="预决算 · 3 audit", sql_output="pandas")

with app.setup:
    import altair as alt
    import marimo as mo

    from yujuesuan.ask.notebooks import open_release


@app.cell(hide_code=True)
def _():
    mo.md("""
    # 预决算 3 · What adds up, and what does not

    A budget says the same thing many times: 收入总计 = 支出总计, 合计 = 基本 + 项目, 类 = Σ 款.
    Every such identity is checked wherever its operands are printed, with the tolerance the printed
    decimals allow. A break is either our misreading or the publisher's mistake; this notebook shows
    which, and on what evidence.
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
    ## Identities by outcome

    | outcome | meaning |
    | --- | --- |
    | holds | equal to the last digit |
    | rounding | off by less than the roundings of the operands can explain |
    | broken | off by more |
    | ambiguous | an operand's column is not certain (text without blanks) |
    | operand_missing | one side is printed, the other is not |
    | not_applicable | the document prints neither side |

    Only the first three are checks that were made: `checked` counts them, so that an identity that
    was never tried is not taken for one that never failed.
    """)
    return


@app.cell
def _(warehouse):
    outcomes = mo.sql(
        """
        select
            identity,
            count(*) filter (where outcome = 'holds') as holds,
            count(*) filter (where outcome = 'rounding') as rounding,
            count(*) filter (where outcome = 'broken') as broken,
            count(*) filter (where outcome = 'ambiguous') as ambiguous,
            count(*) filter (where outcome = 'operand_missing') as operand_missing,
            count(*) filter (where outcome in ('holds', 'rounding', 'broken')) as checked,
            count(distinct document_id) filter (
                where outcome in ('holds', 'rounding', 'broken')
            ) as documents
        from audit_identities
        group by all
        order by broken desc, checked desc, identity
        """,
        engine=warehouse,
    )
    return (outcomes,)


@app.cell
def _(outcomes):
    alt.Chart(outcomes).transform_filter("datum.checked > 0").transform_fold(
        ["holds", "rounding", "broken"], as_=["outcome", "places"]
    ).mark_bar().encode(
        x=alt.X("places:Q", title="检查处数（占比）", stack="normalize"),
        y=alt.Y("identity:N", title="勾稽关系", sort="-x", axis=alt.Axis(labelLimit=320)),
        color=alt.Color(
            "outcome:N",
            title="outcome",
            scale=alt.Scale(
                domain=["holds", "rounding", "broken"], range=["#4c78a8", "#b8d0e8", "#e45756"]
            ),
        ),
        tooltip=["identity", "outcome:N", "places:Q", "documents"],
    ).properties(title="勾稽关系检查结果")
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## Broken, with both operands

    Left and right as printed, and where: enough to open the page and look.
    """)
    return


@app.cell
def _(warehouse):
    broken = mo.sql(
        """
        select
            a.identity,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            a.place,
            a.page::varchar as page,
            a.other_page::varchar as other_page,
            a.left_text,
            a.right_text,
            round(a.difference_yuan / 10000, 4) as difference_wan,
            a.tolerance_yuan,
            a.operand_count,
            d.file_name
        from audit_identities a
        join dim_document d using (document_id)
        where a.outcome = 'broken'
        order by abs(a.difference_yuan) desc, a.place_key
        """,
        engine=warehouse,
    )
    return (broken,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## Findings: one row for each cause

    One wrong figure breaks several identities. `findings` groups them, names the likely figure, and
    says whose mistake it is: *misread* (ours: the readings disagree), *misprinted* (the
    publisher's: the page really says so), or *undecided*. `explanation_zh` is the same in Chinese.
    """)
    return


@app.cell
def _(warehouse):
    findings = mo.sql(
        """
        select
            rank,
            severity,
            attribution,
            identity,
            file_name,
            page::varchar as page,
            explanation,
            explanation_zh,
            cause,
            likely_figure,
            broken_count
        from findings
        order by rank
        """,
        engine=warehouse,
    )
    return (findings,)


@app.cell
def _(findings):
    alt.Chart(findings).mark_bar().encode(
        x=alt.X("count():Q", title="发现数"),
        y=alt.Y("identity:N", title="类别", sort="-x", axis=alt.Axis(labelLimit=320)),
        color=alt.Color("attribution:N", title="归因"),
        tooltip=["identity", "attribution", "count()"],
    ).properties(title="发现：按类别与归因")
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## Completeness: is every printed figure somewhere?

    For each page the figures of its own text are counted and looked up in what was landed: in a
    table cell, a header, the prose, or the page's furniture (page numbers, dates). What is in none
    of them is *unexplained*. A page without text is *unread*: its figures are not known, not zero.
    """)
    return


@app.cell
def _(warehouse):
    completeness = mo.sql(
        """
        select
            coalesce(d.department_name, d.file_name) || ' ' || coalesce(d.fiscal_year::varchar, '?')
            || ' ' || left(document_id, 4) as document,
            count(*) as pages,
            count(*) filter (where c.is_unread) as unread_pages,
            sum(c.printed_count)::bigint as printed,
            sum(c.in_cells)::bigint as in_cells,
            sum(c.in_headers)::bigint as in_headers,
            sum(c.in_prose)::bigint as in_prose,
            sum(c.in_furniture)::bigint as in_furniture,
            sum(c.unexplained)::bigint as unexplained,
            sum(c.unexplained_amounts)::bigint as unexplained_amounts
        from audit_completeness c
        join dim_document d using (document_id)
        group by all
        order by unread_pages desc, unexplained desc, document
        """,
        engine=warehouse,
    )
    return (completeness,)


@app.cell
def _(completeness):
    alt.Chart(completeness).transform_fold(
        ["in_cells", "in_headers", "in_prose", "in_furniture", "unexplained"],
        as_=["where", "count"],
    ).mark_bar().encode(
        x=alt.X("count:Q", title="印刷数字"),
        y=alt.Y("document:N", title="文件", axis=alt.Axis(labelLimit=320)),
        color=alt.Color(
            "where:N",
            title="去向",
            scale=alt.Scale(
                domain=["in_cells", "in_headers", "in_prose", "in_furniture", "unexplained"],
                range=["#4c78a8", "#9ecae9", "#54a24b", "#c7c7c7", "#e45756"],
            ),
        ),
        tooltip=["document", "where:N", "count:Q"],
    ).properties(title="每个印刷数字的去向")
    return


@app.cell
def _(warehouse):
    pages = mo.sql(
        """
        select
            d.file_name,
            c.page,
            c.route,
            c.is_unread,
            c.is_independent,
            c.printed_count,
            c.in_cells,
            c.in_headers,
            c.in_prose,
            c.in_furniture,
            c.unexplained,
            c.unexplained_amounts,
            c.suspicious
        from audit_completeness c
        join dim_document d using (document_id)
        order by
            c.is_unread desc,
            c.unexplained_amounts desc,
            c.unexplained desc,
            d.file_name,
            c.page
        """,
        engine=warehouse,
    )
    return (pages,)


if __name__ == "__main__":
    app.run()
