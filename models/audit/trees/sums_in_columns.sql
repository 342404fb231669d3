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
    inner join slots on {{ same_column('figures', 'slots') }}

),

totals as (

    select
        parts.*,
        placed.slot_no,
        placed.figure_id as total_figure_id
    from parts
    inner join placed
        on
            {{ same_table('parts', 'placed') }}
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
            {{ same_table('totals', 'placed') }}
            and totals.part_block = placed.block_no
            and totals.part_row = placed.row_no
            and totals.slot_no = placed.slot_no

)

select * from sums
