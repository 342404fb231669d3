"""Five questions across cities, each as one query, one table and one chart."""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="预决算 · 2 questions", sql_output="pandas")

with app.setup:
    import altair as alt
    import marimo as mo

    from yujuesuan.ask.notebooks import open_release


@app.cell(hide_code=True)
def _():
    mo.md("""
    # 预决算 2 · Five questions across cities

    Each query stands alone: copy it into `yujuesuan query "…"` or any DuckDB shell. Three habits
    run through all of them:

    - **sum facts, not figures**: a fact holds each yuan once;
    - **null is not zero**: what a document does not print stays empty, and every question ends with
      whom it cannot answer for;
    - **say the purse, the phase and the scope**: 一般公共预算 or all purses, 年初预算 or 决算, all
      expenditure or 基本支出 only.
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
    ## 1 How much of a yuan for running the office is staff? (行政运行与人员经费)

    行政运行 is the item that keeps a body running: 2010301 in a government office, 2010601 in a
    finance bureau, 2040201 in the police. Two answers, since forms differ:

    - `staff_in_item`: 人员经费 *within* 行政运行, where the table splits 基本支出. The natures are
      a tree; 人员经费 is 工资福利 and 对个人和家庭的补助.
    - `staff_of_body`: economic classes 301 and 303 of the whole body per yuan of 行政运行, for
      bodies that print economic items. It can exceed 1: pensions (208), health (210) and housing
      (221) are staff cost too, and so is the staff of 事业单位, which have no 行政运行.

    The share within the item is the one to compare, and `projects_in_item` explains the low ones:
    some bodies charge projects to 行政运行.
    """)
    return


@app.cell
def _(warehouse):
    staff = mo.sql(
        """
        with recursive personnel as (
            select nature from dim_expenditure_nature where nature = 'personnel'
            union all
            select n.nature
            from dim_expenditure_nature n
            join personnel p on n.parent_nature = p.nature
        ),

        running as (
            select
                f.document_id,
                sum(f.amount_yuan) as running_yuan,
                sum(f.amount_yuan) filter (
                    where f.nature in (select nature from personnel)
                ) as staff_yuan,
                -- 基本支出 that the table does not split further: staff is unknown then
                sum(f.amount_yuan) filter (where f.nature in ('total', 'basic')) as unsplit_yuan,
                sum(f.amount_yuan) filter (
                    where f.nature in ('project', 'other_operation', 'special_purpose')
                ) as project_yuan
            from fct_expenditure_by_function f
            join dim_function i using (function_code)
            where i.function_name = '行政运行'
            group by all
        ),

        body_staff as (
            select
                f.document_id,
                sum(f.amount_yuan) as staff_yuan,
                string_agg(
                    distinct f.expenditure_scope, ' + ' order by f.expenditure_scope
                ) as scope
            from fct_expenditure_by_economic f
            join dim_economic e using (economic_code)
            where e.class_code in ('301', '303')
            group by all
        )

        select
            r.region_name as region,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            d.document_kind as kind,
            round(running.running_yuan / 10000, 2) as running_wan,
            case when unsplit_yuan is null or unsplit_yuan = 0 then
                round(running.staff_yuan / nullif(running_yuan, 0), 3)
            end as staff_in_item,
            round(running.project_yuan / nullif(running_yuan, 0), 3) as projects_in_item,
            round(body_staff.staff_yuan / nullif(running_yuan, 0), 3) as staff_of_body,
            body_staff.scope,
            document_id
        from running
        join dim_document d using (document_id)
        left join body_staff using (document_id)
        left join dim_region r using (region_code)
        where running_yuan > 0
        order by staff_in_item desc nulls last, staff_of_body desc nulls last, body
        """,
        engine=warehouse,
    )
    return (staff,)


@app.cell
def _(staff):
    alt.Chart(staff).transform_calculate(label="datum.body + ' ' + datum.year").transform_filter(
        "datum.staff_in_item !== null"
    ).mark_bar().encode(
        x=alt.X("staff_in_item:Q", title="人员经费 / 行政运行", scale=alt.Scale(domain=[0, 1])),
        y=alt.Y("label:N", title="部门", sort="-x", axis=alt.Axis(labelLimit=320)),
        color=alt.Color("region:N", title="地区"),
        tooltip=["body", "year", "running_wan", "staff_in_item", "staff_of_body"],
    ).properties(title="每一元行政运行中的人员经费")
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## 2 What do the three public expenses (“三公”经费) cost?

    By city and kind of department. The kind is the 款 whose 行政运行 pays for the office (20402
    公安, 20106 财政事务 …); bodies without 行政运行 (事业单位) have none. `per_thousand` is 三公
    per 1,000 yuan of all its expenditure.

    Budgets are counted by 年初预算, final accounts by 决算: the fact has both (`phase`), so one
    must be chosen. A printed 0 counts as 0; a part that is not printed stays empty.
    """)
    return


@app.cell
def _(warehouse):
    three_public = mo.sql(
        """
        with offices as (
            select f.document_id, i.group_code, sum(f.amount_yuan) as running_yuan
            from fct_expenditure_by_function f
            join dim_function i using (function_code)
            where i.function_name = '行政运行'
            group by all
        ),

        kinds as (
            select offices.document_id, i.function_name as department_kind
            from offices
            join dim_function i on offices.group_code = i.function_code
            qualify row_number() over (
                partition by document_id order by running_yuan desc, i.function_code
            ) = 1
        ),

        spent as (
            select document_id, sum(amount_yuan) as spent_yuan
            from fct_expenditure_by_function
            group by all
        ),

        costs as (
            select
                document_id,
                sum(amount_yuan) as three_yuan,
                sum(amount_yuan) filter (where expense = 'abroad') as abroad_yuan,
                sum(amount_yuan) filter (where expense like 'vehicle%') as vehicles_yuan,
                sum(amount_yuan) filter (where expense = 'reception') as reception_yuan
            from fct_three_public_expenses
            where phase = case document_kind when 'final_accounts' then 'final' else 'initial' end
            group by all
        )

        select
            r.region_name as region,
            kinds.department_kind,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            d.document_kind as kind,
            round(three_yuan / 10000, 2) as three_wan,
            round(abroad_yuan / 10000, 2) as abroad_wan,
            round(vehicles_yuan / 10000, 2) as vehicles_wan,
            round(reception_yuan / 10000, 2) as reception_wan,
            round(1000 * three_yuan / nullif(spent_yuan, 0), 2) as per_thousand,
            document_id
        from costs
        join dim_document d using (document_id)
        left join kinds using (document_id)
        left join spent using (document_id)
        left join dim_region r using (region_code)
        order by three_yuan desc, body, year
        """,
        engine=warehouse,
    )
    return (three_public,)


@app.cell
def _(three_public):
    alt.Chart(three_public).mark_circle(size=120).encode(
        x=alt.X("per_thousand:Q", title="每千元支出中的“三公”经费", scale=alt.Scale(type="symlog")),
        y=alt.Y("department_kind:N", title="部门类别", axis=alt.Axis(labelLimit=320)),
        color=alt.Color("region:N", title="地区"),
        tooltip=["body", "year", "three_wan", "abroad_wan", "vehicles_wan", "reception_wan"],
    ).properties(title="“三公”经费：部门类别与地区")
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## 3 How much of the money is projects? (项目支出占比)

    项目支出 is a node of the tree of natures, too: Henan splits it into 其他运转类 and 特定目标类,
    others do not. The share stays empty where it is not known:

    - the table does not tell 基本 from 项目 (`undivided_wan`);
    - the items are not all published. `detailed_percent` is what the items come to, of the total
      the document prints; what it leaves out may well be projects. `printed_percent` is the share
      by the printed totals: not traceable to items, but whole.
    """)
    return


@app.cell
def _(warehouse):
    projects = mo.sql(
        """
        with recursive project as (
            select nature from dim_expenditure_nature where nature = 'project'
            union all
            select n.nature
            from dim_expenditure_nature n
            join project p on n.parent_nature = p.nature
        ),

        totals as (
            select
                document_id,
                sum(amount_yuan) as total_yuan,
                sum(amount_yuan) filter (
                    where nature in (select nature from project)
                ) as project_yuan,
                sum(amount_yuan) filter (
                    where nature = 'total' and amount_yuan <> 0
                ) as undivided_yuan
            from fct_expenditure_by_function
            group by all
        ),

        printed as (
            select
                document_id,
                max(amount_yuan) filter (where nature = 'total') as printed_yuan,
                max(amount_yuan) filter (where nature = 'project') as printed_project_yuan
            from figures
            where table_type = 'expenditure' and measure = 'expenditure' and is_total
            group by all
        )

        select
            r.region_name as region,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            d.document_kind as kind,
            round(total_yuan / 10000, 2) as total_wan,
            round(project_yuan / 10000, 2) as project_wan,
            round(undivided_yuan / 10000, 2) as undivided_wan,
            round(100 * total_yuan / nullif(printed_yuan, 0), 1) as detailed_percent,
            case when undivided_yuan is null and (detailed_percent >= 99) is not false then
                round(100 * project_yuan / nullif(total_yuan, 0), 1)
            end as project_percent,
            round(100 * printed_project_yuan / nullif(printed_yuan, 0), 1) as printed_percent,
            document_id
        from totals
        join dim_document d using (document_id)
        left join printed using (document_id)
        left join dim_region r using (region_code)
        order by project_percent desc nulls last, body, year
        """,
        engine=warehouse,
    )
    return (projects,)


@app.cell
def _(projects):
    alt.Chart(projects).mark_circle(size=100).encode(
        x=alt.X("total_wan:Q", title="支出合计（万元）", scale=alt.Scale(type="log")),
        y=alt.Y("project_percent:Q", title="项目支出占比（%）"),
        color=alt.Color("region:N", title="地区"),
        tooltip=["body", "year", "kind", "total_wan", "project_percent"],
    ).properties(title="规模与项目支出占比", width=560)
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## 4 Who buys services? (30227 委托业务费 over the years)

    Economic items come in scopes, and comparing them without looking is the classic mistake:

    - `all`: the document prints items for all its expenditure, of the purses named in `purses`;
    - `basic`: it prints them for 基本支出 only, while most services are bought by projects;
    - `basic` and `project`, a row each: it prints a table for either.

    `percent` is 30227 among all amounts of the same scope. A body that prints economic items
    without a line 30227 names no such purchase *in that scope*; one that prints no items is not in
    the table.
    """)
    return


@app.cell
def _(warehouse):
    services = mo.sql(
        """
        with scopes as (
            select
                document_id,
                expenditure_scope as scope,
                sum(amount_yuan) as scope_yuan,
                sum(amount_yuan) filter (where economic_code = '30227') as services_yuan,
                string_agg(distinct s.name_zh, '、' order by s.name_zh) as purses
            from fct_expenditure_by_economic
            join dim_funding_source s using (funding_source)
            group by all
        )

        select
            r.region_name as region,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            d.document_kind as kind,
            scope,
            purses,
            round(services_yuan / 10000, 2) as services_wan,
            round(100 * services_yuan / nullif(scope_yuan, 0), 2) as percent,
            document_id
        from scopes
        join dim_document d using (document_id)
        left join dim_region r using (region_code)
        order by services_yuan desc nulls last, body, year
        """,
        engine=warehouse,
    )
    return (services,)


@app.cell
def _(services):
    alt.Chart(services).transform_filter("datum.services_wan > 0").mark_circle(size=100).encode(
        x=alt.X("year:N", title="年度"),
        y=alt.Y("services_wan:Q", title="委托业务费（万元）", scale=alt.Scale(type="log")),
        color=alt.Color("region:N", title="地区"),
        shape=alt.Shape("scope:N", title="口径"),
        column=alt.Column("scope:N", title="口径"),
        tooltip=["body", "year", "kind", "services_wan", "percent", "purses"],
    ).properties(title="30227 委托业务费", width=280)
    return


@app.cell(hide_code=True)
def _():
    mo.md("""
    ## 5 Budget against outcome (年初预算与决算)

    Final accounts print the outcome in tables and last spring's budget in the prose only
    (“年初预算为…万元，支出决算为…万元”): `fct_stated_figure` has it, with the page. Here the rate
    is worked out from the *tables'* outcome and set beside the rate the prose states: they must
    agree.

    The whole body first.
    """)
    return


@app.cell
def _(warehouse):
    execution = mo.sql(
        """
        with stated as (
            select
                document_id,
                concept,
                min(page) filter (where phase = 'initial') as page,
                max(amount_yuan) filter (
                    where phase = 'initial' and comparison is null
                ) as initial_yuan,
                max(value) filter (where comparison = 'completion_of_initial') as stated_percent
            from fct_stated_figure
            where concept in ('general_public_expenditure', 'fiscal_appropriation_expenditure')
            group by all
            having initial_yuan is not null
        ),

        outcome as (
            select document_id, max(amount_yuan) as final_yuan
            from figures
            where
                table_type = 'general_public_expenditure'
                and document_kind = 'final_accounts'
                and phase = 'final'
                and measure = 'expenditure'
                and is_total
            group by all
        )

        select
            r.region_name as region,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            round(initial_yuan / 10000, 2) as initial_wan,
            round(final_yuan / 10000, 2) as final_wan,
            round(100 * final_yuan / nullif(initial_yuan, 0), 2) as rate_percent,
            round(stated_percent, 2) as stated_percent,
            page,
            document_id
        from stated
        join dim_document d using (document_id)
        left join outcome using (document_id)
        left join dim_region r using (region_code)
        where d.document_kind = 'final_accounts' and d.is_current
        order by body, year
        """,
        engine=warehouse,
    )
    return (execution,)


@app.cell(hide_code=True)
def _():
    mo.md("""
    And item by item. An item without a budget (新增, or moved in during the year) has no rate; an
    item whose name gives no code is listed by its words.
    """)
    return


@app.cell
def _(warehouse):
    execution_by_item = mo.sql(
        """
        with initial as (
            select
                s.document_id,
                s.function_code,
                s.subject,
                s.page,
                s.amount_yuan as initial_yuan,
                rate.value as stated_percent
            from fct_stated_figure s
            left join fct_stated_figure rate
                on
                    s.document_id = rate.document_id
                    and s.subject = rate.subject
                    and s.sentence = rate.sentence
                    and rate.concept = 'expenditure_by_function'
                    and rate.comparison = 'completion_of_initial'
            where
                s.concept = 'expenditure_by_function'
                and s.phase = 'initial'
                and s.comparison is null
                and s.document_id in (
                    select document_id from dim_document
                    where document_kind = 'final_accounts' and is_current
                )
        ),

        final as (
            select document_id, function_code, sum(amount_yuan) as final_yuan
            from figures
            where
                table_type = 'general_public_expenditure'
                and document_kind = 'final_accounts'
                and phase = 'final'
                and measure = 'expenditure'
                and not is_total
            group by all
        )

        select
            r.region_name as region,
            coalesce(d.department_name, d.file_name) as body,
            d.fiscal_year::varchar as year,
            initial.function_code,
            coalesce(i.function_name, initial.subject) as item,
            round(initial_yuan / 10000, 2) as initial_wan,
            round(final_yuan / 10000, 2) as final_wan,
            round(100 * final_yuan / nullif(initial_yuan, 0), 2) as rate_percent,
            round(stated_percent, 2) as stated_percent,
            initial.page,
            document_id
        from initial
        join dim_document d using (document_id)
        left join dim_function i on initial.function_code = i.function_code
        left join final
            on
                initial.document_id = final.document_id
                and initial.function_code = final.function_code
        left join dim_region r using (region_code)
        order by body, year, initial_yuan desc
        """,
        engine=warehouse,
    )
    return (execution_by_item,)


@app.cell
def _(execution_by_item):
    alt.Chart(execution_by_item).transform_calculate(
        label="datum.item + ' (' + datum.body + ')'"
    ).transform_filter("datum.rate_percent !== null").mark_bar().encode(
        x=alt.X("rate_percent:Q", title="完成年初预算（%）"),
        y=alt.Y("label:N", title="项级科目", sort="-x", axis=alt.Axis(labelLimit=420)),
        color=alt.Color("region:N", title="地区"),
        tooltip=["item", "initial_wan", "final_wan", "rate_percent", "stated_percent", "page"],
    ).properties(title="决算完成年初预算的比例")
    return


if __name__ == "__main__":
    app.run()
