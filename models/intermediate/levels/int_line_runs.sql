-- Lines numbered under others, in runs: 1. 2. 3. each with the line right above the first, which may be what
-- they are parts of, though it has no number itself (上年结余、结转).
with lines as (

    select
        *,
        lag(kind) over block_lines as kind_above,
        lag(row_no) over block_lines as row_above
    from {{ ref('int_line_levels') }}
    window block_lines as (partition by document_id, table_no, block_no order by row_no)

),

started as (

    select
        *,
        starts_with(kind, 'line_') and kind <> top_kind as is_under,
        is_under and (kind_above is distinct from kind or {{ starts_numbering('row_key') }}) as starts_run
    from lines

),

numbered as (

    select
        *,
        sum(starts_run::integer) over (
            partition by document_id, table_no, block_no order by row_no
        ) as run_no
    from started
    where is_under

),

runs as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        run_no,
        kind,
        told_parent,
        first_value(case when kind_above not in ('total', 'part') then row_above end) over (
            partition by document_id, table_no, block_no, run_no order by row_no
        ) as head_row
    from numbered

)

select * from runs
