-- Rows as nodes of a table's tree: the total, its units, the codes of one list, or its projects.
-- A first row without a label is the total, and so is a last one where no other is: some forms leave the
-- word out.
with listed as (

    select * from {{ ref('int_level_rows') }}

),

described as (

    select
        *,
        max(figure_count) over tables as column_count,
        count(function_code) over tables > 0 as has_function_codes,
        count(economic_code) over tables > 0 as has_economic_codes,
        count(project_name) filter (where own_unit is null) over tables > 0 as has_projects,
        min(row_no) over lists as first_row,
        case
            when
                not bool_or(coalesce(is_total_row, false)) over lists
                and count(*) over lists - count(row_label) over lists = 1
                then max(row_no) over lists
        end as last_row
    from listed
    window
        tables as (partition by document_id, table_no),
        lists as (partition by document_id, table_no, list_no, strand)

),

coded as (

    select
        *,
        case
            when has_function_codes then function_code
            when has_economic_codes then economic_code
            else government_economic_code
        end as code
    from described

),

kinds as (

    select
        *,
        case
            when {{ is_nature_total_label('row_key') }} then null
            when is_total_row or (row_label is null and row_no in (first_row, last_row)) then 'total'
            when own_unit is not null then 'unit'
            when row_label is null or {{ is_part_label('row_key') }} then null
            when has_projects and project_name is not null then 'project'
            when has_projects then null
            when code is not null then 'code'
            when has_function_codes or has_economic_codes then 'uncoded'
            -- names alone do not show their level, except in lists of units or of public expenses
            when
                government_economic_code is null
                and (table_type = 'three_public_expenses' or (table_type = 'revenue' and column_count > 2))
                and not {{ is_bracketed_line('row_key') }}
                then 'plain'
        end as kind
    from coded

),

-- the one total: 合计 or 总计 itself, before 人员经费合计 and the like
single_totals as (

    select
        *,
        kind = 'total'
        and (row_number() over totals > 1 or count(*) over same_totals > 1) as is_doubtful_total
    from kinds
    window
        totals as (
            partition by document_id, table_no, list_no, strand, kind
            order by not coalesce({{ is_sole_total_label('row_key') }}, true), row_no
        ),
        same_totals as (
            partition by
                document_id,
                table_no,
                list_no,
                strand,
                kind,
                coalesce({{ is_sole_total_label('row_key') }}, true)
        )

),

nodes as (

    select
        *,
        coalesce(
            last_value(own_unit ignore nulls) over (
                partition by document_id, table_no, list_no
                order by row_no
                rows between unbounded preceding and current row
            ),
            row_unit_code,
            unit_label,
            ''
        ) as unit_scope
    from single_totals
    where kind is not null and not is_doubtful_total

)

select * from nodes
