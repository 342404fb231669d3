-- What the two lines a run of lines may stand under say to it: how many more columns add up if it is given to
-- the line right above it than if it stays where numbers and names put it.
with runs as (

    select * from {{ ref('int_line_runs') }}

),

amounts as (

    select * from {{ ref('int_printed_amounts') }}

),

doubted as (

    select distinct
        document_id,
        table_no,
        block_no,
        run_no,
        told_parent,
        head_row
    from runs
    where head_row is distinct from told_parent and head_row is not null

),

-- a line adds up the outermost of the lines under it
outermost as (

    select *
    from runs
    qualify kind = min(kind) over (partition by document_id, table_no, block_no, told_parent)

),

claims as (

    select
        doubted.*,
        doubted.head_row as total_row,
        runs.row_no as part_row,
        'head' as claim
    from doubted
    inner join runs on {{ same_table('doubted', 'runs', 'block_no', 'run_no') }}
    union all
    select
        doubted.*,
        doubted.told_parent as total_row,
        outermost.row_no as part_row,
        case when outermost.run_no = doubted.run_no then 'told' else 'others' end as claim
    from doubted
    inner join outermost on {{ same_table('doubted', 'outermost', 'block_no', 'told_parent') }}

),

sums as (

    select
        claims.document_id,
        claims.table_no,
        claims.block_no,
        claims.run_no,
        claims.head_row,
        claims.total_row,
        totals.slot_no,
        totals.printed_number as total,
        totals.half_unit + coalesce(sum(parts.half_unit) filter (where parts.printed_number <> 0), 0) as tolerance,
        coalesce(sum(parts.printed_number), 0) as all_parts,
        coalesce(sum(parts.printed_number) filter (where claims.claim <> 'told'), 0) as without_run
    from claims
    inner join amounts as totals
        on {{ same_table('claims', 'totals', 'block_no') }} and claims.total_row = totals.row_no
    left join amounts as parts
        on
            {{ same_table('claims', 'parts', 'block_no') }}
            and claims.part_row = parts.row_no
            and totals.slot_no = parts.slot_no
    group by
        claims.document_id, claims.table_no, claims.block_no, claims.run_no, claims.head_row, claims.total_row,
        totals.slot_no, totals.printed_number, totals.half_unit

),

-- 0 of nothing explains nothing
judged as (

    select
        document_id,
        table_no,
        block_no,
        run_no,
        head_row,
        sum(
            case when abs(total - without_run) > tolerance then -1 when total <> 0 then 1 else 0 end
        ) as explained_by_head,
        sum(
            case
                when total_row = head_row then 0
                when abs(total - all_parts) > tolerance then -1
                when total <> 0 then 1
                else 0
            end
        ) as explained_as_told
    from sums
    group by all

)

select * from judged
