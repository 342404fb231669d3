-- Rows whose level the prior reading leaves open: those under a row that their sum does not explain, with
-- that row, and those under none. What adds up is settled, and nothing inside it is read anew.
with recursive nodes as (

    -- a total below its rows is read as if it stood above
    select
        *,
        row_number() over (
            partition by document_id, table_no, list_no order by kind = 'total' desc, block_no asc, row_no asc
        ) as place_no
    from {{ ref('int_level_kinds') }}
    -- what a project aims at is listed in no order
    where subject <> 'performance'

),

parents as (

    select * from {{ ref('int_level_parents') }}

),

sums as (

    select * from {{ ref('int_level_sums') }}

),

-- each row with its parent, and whether each of the two is explained by what stands under it
placed as (

    select
        nodes.document_id,
        nodes.table_no,
        nodes.list_no,
        nodes.strand,
        nodes.block_no,
        nodes.row_no,
        nodes.place_no,
        nodes.kind,
        nodes.code,
        case when nodes.kind <> 'uncoded' or above.needs_uncoded then parents.total_block end as total_block,
        case when nodes.kind <> 'uncoded' or above.needs_uncoded then parents.total_row end as total_row,
        coalesce(own.is_explained, false) as is_explained,
        coalesce(above.is_explained, false) as is_settled
    from nodes
    left join parents
        on
            {{ same_table('nodes', 'parents', 'list_no') }}
            and nodes.block_no = parents.part_block
            and nodes.row_no = parents.part_row
    left join sums as own
        on
            {{ same_table('nodes', 'own', 'list_no') }}
            and nodes.block_no = own.total_block
            and nodes.row_no = own.total_row
    left join sums as above
        on {{ same_table('parents', 'above', 'list_no', 'total_block', 'total_row') }}

),

members as (

    select
        *,
        case when total_row is null then 0 else place_no end as group_no
    from placed
    where total_row is null or (is_settled and not is_explained)
    union all
    select
        placed.*,
        members.group_no
    from members
    inner join placed
        on
            {{ same_table('members', 'placed', 'list_no') }}
            and members.block_no = placed.total_block
            and members.row_no = placed.total_row
    where not members.is_explained

),

-- three rows are the fewest of which one can be the sum of others
groups as (

    select * from members
    qualify count(*) over (partition by document_id, table_no, list_no, strand, group_no) >= 3

),

-- a row that repeats the one above it stands beside it, or is all there is of it, or one is and the next
-- stands beside; and a sum is taken as soon as it is reached, or with patience, once its last part cannot add
-- up rows itself: each way is tried
readings as (

    select
        *,
        unnest(
            ['never_alone', 'alternating', 'alone']
            || ['never_alone_patient', 'alternating_patient', 'alone_patient']
        ) as reading
    from groups

),

named as (

    select
        *,
        concat_ws('/', document_id, table_no, list_no, strand, group_no, reading) as group_id
    from readings

)

select * from named
