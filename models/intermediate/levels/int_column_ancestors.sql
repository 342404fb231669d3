-- Columns with every total they add up to, directly or through another: 工资福利支出 in 基本支出 in 合计.
with recursive tree as (

    select * from {{ ref('int_column_tree') }}
    where adds_up

),

ancestors as (

    select
        document_id,
        table_no,
        part_column,
        total_column
    from tree
    union
    select
        ancestors.document_id,
        ancestors.table_no,
        ancestors.part_column,
        tree.total_column
    from ancestors
    inner join tree
        on {{ same_table('ancestors', 'tree') }} and ancestors.total_column = tree.part_column

)

select * from ancestors
