-- What each row of a table is a part of as codes, names and order have it: the nearest printed level above,
-- which holds it. A row whose code is not known may stand beside the coded row above it.
with nodes as (

    select * from {{ ref('int_level_kinds') }}

),

nearest as (

    select *
    from {{ ref('int_level_candidates') }}
    qualify row_number() over (
        partition by document_id, table_no, list_no, part_block, part_row
        order by nearness desc, total_row < part_row desc, abs(total_row - part_row) asc, total_row asc
    ) = 1

),

-- where units are printed the rows beside them are their own
of_one_kind as (

    select *
    from nearest
    qualify
        part_kind = 'unit'
        or count(*) filter (where part_kind = 'unit') over (
            partition by document_id, table_no, list_no, total_block, total_row
        ) = 0

),

last_coded as (

    select
        nodes.document_id,
        nodes.table_no,
        nodes.list_no,
        nodes.block_no as part_block,
        nodes.row_no as part_row,
        nodes.kind as part_kind,
        nodes.code as part_code,
        last_value(case when coded.part_kind = 'code' then coded.part_row end ignore nulls) over (
            partition by nodes.document_id, nodes.table_no, nodes.list_no, nodes.block_no
            order by nodes.row_no
        ) as coded_row
    from nodes
    left join of_one_kind as coded
        on
            {{ same_table('nodes', 'coded', 'list_no') }}
            and nodes.block_no = coded.part_block
            and nodes.row_no = coded.part_row

),

beside as (

    select
        {{ all_but('last_coded', 'coded_row') }},
        coded.total_block,
        coded.total_row,
        coded.total_kind,
        coded.total_code
    from last_coded
    inner join of_one_kind as coded
        on
            {{ same_table('last_coded', 'coded', 'list_no', 'part_block') }}
            and last_coded.coded_row = coded.part_row
    where last_coded.part_kind = 'uncoded'

),

parts as (

    select * exclude (strand, nearness) from of_one_kind
    union all by name
    select * from beside

)

select * from parts
