-- Which columns of a table may add up to which: by the header's own tree, and where siblings are parts
-- of each other by meaning (基本支出 beside 人员经费), which comes first.
with nodes as (

    select * from {{ ref('int_column_nodes') }}

),

natures as (

    select * from {{ ref('int_nature_tree') }}
    where depth > 0

),

purses as (

    select * from {{ ref('int_purse_tree') }}
    where depth > 0

),

-- two totals of one group: nobody can say which the parts belong to
group_totals as (

    select
        *,
        count(*) over (partition by document_id, table_no, block_no, node) as same_node_count
    from nodes
    where is_total

),

by_header as (

    select
        parts.document_id,
        parts.table_no,
        parts.column_no as part_column,
        totals.column_no as total_column,
        2 as preference,
        len(parts.node) - len(totals.node) as distance
    from nodes as parts
    inner join group_totals as totals
        on
            {{ same_table('parts', 'totals') }}
            and parts.block_no is not distinct from totals.block_no
            and len(parts.node) > len(totals.node)
            and list_slice(parts.node, 1, len(totals.node)) = totals.node
    where not parts.is_part and totals.same_node_count = 1

),

by_meaning as (

    select
        parts.document_id,
        parts.table_no,
        parts.column_no as part_column,
        totals.column_no as total_column,
        1 as preference,
        coalesce(natures.depth, purses.depth, case when totals.three_public = 'vehicles' then 1 else 2 end)
            as distance
    from nodes as parts
    inner join nodes as totals
        on
            {{ same_table('parts', 'totals') }}
            and parts.block_no is not distinct from totals.block_no
            and parts.path_above = totals.path_above
            and parts.phase is not distinct from totals.phase
            and parts.is_carry_over = totals.is_carry_over
            and parts.column_no <> totals.column_no
    left join natures on parts.nature = natures.nature and totals.nature = natures.ancestor
    left join purses
        on parts.funding_source = purses.funding_source and totals.funding_source = purses.ancestor
    where
        not parts.is_part
        and not totals.is_part
        and (
            (natures.depth > 0 and parts.funding_source is not distinct from totals.funding_source)
            or (purses.depth > 0 and parts.nature is not distinct from totals.nature)
            or (totals.three_public = 'vehicles' and parts.three_public in ('vehicle_purchase', 'vehicle_operation'))
        )

),

likely as (

    select * from by_header
    union all by name
    select * from by_meaning

)

select * from likely
