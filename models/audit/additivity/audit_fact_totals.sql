-- The total each fact should add up to, printed in the table it was taken from: its total row, once
-- per column that is no sum itself. Expenditure by function is held against the table of all
-- purses where there is one, else against the tables of single purses together.
with fact_rows as (

    select * from {{ ref('audit_fact_rows') }}

),

figures as (

    select * from {{ ref('int_figures') }}

),

sources as (

    select distinct
        fact_rows.fact,
        fact_rows.phase,
        figures.document_id,
        figures.table_no,
        figures.table_type
    from fact_rows
    inner join figures on fact_rows.figure_id = figures.figure_id

),

whole_tables as (

    select distinct
        'fct_expenditure_by_function' as fact,
        phase,
        document_id,
        table_no,
        table_type
    from figures
    where table_type = 'expenditure' and function_code is not null

),

chosen as (

    select * from whole_tables
    union all
    select sources.*
    from sources
    anti join whole_tables
        on
            sources.fact = whole_tables.fact
            and sources.phase = whole_tables.phase
            and sources.document_id = whole_tables.document_id

),

-- 合计, else the rows of units where a table opens with its only unit
total_rows as (

    select
        figures.*,
        column_roles.column_role,
        figures.is_total_row or figures.table_type = 'three_public_expenses' as is_total
    from figures
    inner join {{ ref('int_column_roles') }} as column_roles on figures.figure_id = column_roles.figure_id
    where figures.is_total_row or figures.is_unit_row or figures.measure = 'three_public_total'

),

per_column as (

    select
        chosen.fact,
        chosen.phase,
        chosen.document_id,
        chosen.table_no,
        total_rows.column_no,
        total_rows.measure = 'three_public_total' as is_of_expenses,
        max_by(total_rows.figure_id, (total_rows.is_total, total_rows.amount_yuan)) as figure_id,
        max_by(total_rows.amount_yuan, (total_rows.is_total, total_rows.amount_yuan)) as amount_yuan,
        max_by(total_rows.half_unit_yuan, (total_rows.is_total, total_rows.amount_yuan)) as half_unit_yuan
    from chosen
    inner join total_rows
        on
            chosen.document_id = total_rows.document_id
            and chosen.table_no = total_rows.table_no
            and chosen.phase = total_rows.phase
    where
        total_rows.amount_yuan is not null
        and case
            when chosen.fact = 'fct_three_public_expenses' then total_rows.measure = 'three_public_total'
            when chosen.fact = 'fct_revenue' then total_rows.measure in ('revenue', 'carry_over_in')
            when chosen.fact = 'fct_operating_cost' then true
            else total_rows.measure = 'expenditure'
        end
        and (total_rows.column_role = 'leaf' or total_rows.measure = 'three_public_total')
    group by all

)

select * from per_column
