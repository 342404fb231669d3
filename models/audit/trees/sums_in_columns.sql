-- Totals and their parts down one column. Where units are listed by name alone the first may be the
-- department that holds the others, and a row without a code may stand at another level: both are
-- left out at will.
with figures as (

    select * from {{ ref('audit_figures') }}

),

parts as (

    select * from {{ ref('audit_row_parts') }}

),

-- the same column of every block of a list
slots as (

    select
        document_id,
        table_no,
        column_no,
        column_no - min(column_no) over (partition by document_id, table_no, block_no) as slot_no
    from {{ ref('int_blocks') }}

),

placed as (

    select
        figures.figure_id,
        figures.document_id,
        figures.table_no,
        figures.row_no,
        coalesce(figures.block_no, 0) as block_no,
        case when figures.subject = 'economic' then slots.slot_no else figures.column_no end as slot_no
    from figures
    inner join slots
        on
            figures.document_id = slots.document_id
            and figures.table_no = slots.table_no
            and figures.column_no = slots.column_no

),

totals as (

    select
        parts.*,
        placed.slot_no,
        placed.figure_id as total_figure_id
    from parts
    inner join placed
        on
            parts.document_id = placed.document_id
            and parts.table_no = placed.table_no
            and parts.total_block = placed.block_no
            and parts.total_row = placed.row_no

),

sums as (

    select
        totals.identity,
        totals.document_id,
        totals.total_figure_id as place_key,
        totals.total_figure_id,
        placed.figure_id as part_figure_id,
        totals.part_kind = 'uncoded'
        or totals.part_kind = 'plain' and totals.part_row = min(totals.part_row) over (
            partition by totals.document_id, totals.table_no, totals.list_no
        ) as is_optional
    from totals
    left join placed
        on
            totals.document_id = placed.document_id
            and totals.table_no = placed.table_no
            and totals.part_block = placed.block_no
            and totals.part_row = placed.row_no
            and totals.slot_no = placed.slot_no

)

select * from sums
