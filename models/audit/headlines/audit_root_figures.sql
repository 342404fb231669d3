-- The figures of a table's total row: the row every other row is a part of, or the only unit's row
-- where no total is printed, or the only row of a table without labels.
with figures as (

    select * from {{ ref('audit_figures') }}

),

nodes as (

    select * from {{ ref('int_level_nodes') }}

),

parts as (

    select * from {{ ref('audit_row_parts') }}

),

roots as (

    select
        nodes.*,
        count(*) over (partition by nodes.document_id, nodes.table_no, nodes.list_no, nodes.kind) as same_kind_count,
        count(*) filter (where nodes.kind = 'total')
            over (partition by nodes.document_id, nodes.table_no, nodes.list_no) as total_count
    from nodes
    anti join parts
        on
            {{ same_table('nodes', 'parts') }}
            and nodes.block_no = parts.part_block
            and nodes.row_no = parts.part_row

),

row_counts as (

    select
        document_id,
        table_no,
        count(distinct row_no) as row_count
    from figures
    group by all

),

root_rows as (

    select
        document_id,
        table_no,
        block_no,
        row_no
    from roots
    where kind = 'total' or (total_count = 0 and kind = 'unit' and same_kind_count = 1)

),

root_figures as (

    select
        figures.figure_id,
        figures.document_id,
        figures.document_kind,
        figures.table_no,
        figures.table_type,
        figures.row_no,
        figures.column_no,
        figures.column_key,
        figures.measure,
        figures.phase,
        figures.column_nature,
        figures.column_funding_source,
        figures.three_public
    from figures
    inner join row_counts
        on {{ same_table('figures', 'row_counts') }}
    left join root_rows
        on
            {{ same_table('figures', 'root_rows') }}
            and coalesce(figures.block_no, 0) = root_rows.block_no
            and figures.row_no = root_rows.row_no
    where
        figures.phase <> 'previous_year'
        and (root_rows.row_no is not null or (row_counts.row_count = 1 and figures.subject = 'three_public'))

)

select * from root_figures
