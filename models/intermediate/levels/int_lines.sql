-- The lines of a 收支 table with the line each is a part of: as numbers and names have it, unless the sums that
-- are printed give a run of lines to the one right above it.
with lines as (

    select * from {{ ref('int_line_levels') }}

),

runs as (

    select * from {{ ref('int_line_runs') }}

),

sums as (

    select * from {{ ref('int_line_sums') }}
    where explained_by_head > explained_as_told

),

moved as (

    select
        runs.document_id,
        runs.table_no,
        runs.block_no,
        runs.row_no,
        sums.head_row
    from runs
    inner join sums on {{ same_table('runs', 'sums', 'block_no', 'run_no') }}

),

parented as (

    select
        {{ all_but('lines', 'told_parent') }},
        coalesce(moved.head_row, lines.told_parent) as parent_row
    from lines
    left join moved on {{ same_row('lines', 'moved', 'block_no') }}

)

select * from parented
