-- Totals and their lines in 收支 tables, for every amount column.
with figures as (

    select * from {{ ref('audit_figures') }}
    where subject = 'balance'

),

parts as (

    select * from {{ ref('audit_balance_parts') }}

),

sums as (

    select
        parts.identity,
        parts.document_id,
        totals.figure_id as place_key,
        totals.figure_id as total_figure_id,
        addends.figure_id as part_figure_id,
        parts.is_optional
    from parts
    inner join figures as totals
        on
            {{ same_table('parts', 'totals') }}
            and parts.block_no = totals.block_no
            and parts.total_row = totals.row_no
    left join figures as addends
        on
            {{ same_table('parts', 'addends') }}
            and parts.block_no = addends.block_no
            and parts.part_row = addends.row_no
            and totals.column_no = addends.column_no

)

select * from sums
