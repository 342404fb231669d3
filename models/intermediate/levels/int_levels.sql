-- What each row of a table is a part of: by codes, names and order, unless sums that these do not explain
-- say otherwise. A row without a code stands beside the coded row above it only where so the sums hold.
with parents as (

    select * from {{ ref('int_level_parents') }}

),

sums as (

    select * from {{ ref('int_level_sums') }}

),

found as (

    select * from {{ ref('int_level_found') }}

),

nodes as (

    select * from {{ ref('int_level_nodes') }}

),

told as (

    select
        parents.*,
        'printed' as told_by
    from parents
    inner join sums on {{ same_table('parents', 'sums', 'list_no', 'total_block', 'total_row') }}
    anti join found on {{ same_table('parents', 'found', 'list_no', 'part_block', 'part_row') }}
    where parents.part_kind <> 'uncoded' or sums.needs_uncoded
    union all by name
    select
        *,
        'sums' as told_by
    from found

),

levels as (

    select
        {{ all_but('told', 'part_kind', 'total_kind') }},
        parts.kind as part_kind,
        totals.kind as total_kind
    from told
    inner join nodes as parts
        on
            {{ same_table('told', 'parts', 'list_no') }}
            and told.part_block = parts.block_no
            and told.part_row = parts.row_no
    inner join nodes as totals
        on
            {{ same_table('told', 'totals', 'list_no') }}
            and told.total_block = totals.block_no
            and told.total_row = totals.row_no

)

select * from levels
