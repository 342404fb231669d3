-- Which columns of a table add up to which: each to the nearest that may hold it. 其中 is no part that
-- adds up.
with nodes as (

    select * from {{ ref('int_column_nodes') }}

),

likely as (

    select * from {{ ref('int_column_candidates') }}

),

nearest as (

    select
        *,
        false as is_part
    from likely
    qualify row_number() over (
        partition by document_id, table_no, part_column order by preference, distance, total_column
    ) = 1

),

-- 其中 stands after what it is a part of
stated_parts as (

    select
        parts.document_id,
        parts.table_no,
        parts.column_no as part_column,
        true as is_part,
        max(totals.column_no) as total_column
    from nodes as parts
    inner join nodes as totals
        on
            {{ same_table('parts', 'totals') }}
            and parts.block_no is not distinct from totals.block_no
            and parts.path_above = totals.path_above
            and parts.column_no > totals.column_no
    where parts.is_part and not totals.is_part
    group by all

),

found as (

    select
        document_id,
        table_no,
        part_column,
        total_column,
        is_part
    from nearest
    union all
    select
        document_id,
        table_no,
        part_column,
        total_column,
        is_part
    from stated_parts

)

select * from found
