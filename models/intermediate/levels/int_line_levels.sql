-- The lines of a 收支 table, one block at a time: grand total, total of the year, top lines and the
-- lines under them, as numbers and names have it. Top lines are numbered, or named like function classes.
with read as (

    select * from {{ ref('int_line_kinds') }}

),

levels as (

    select
        *,
        min(case when starts_with(kind, 'line_') then kind end) over blocks as top_kind,
        regexp_matches(row_key, '本年.*(合计|小计|总计)') as is_year_total,
        {{ names_carry_over('line_name') }} as is_carry_line,
        {{ names_purse('line_name') }} as is_purse_name,
        count(*) filter (where kind = 'total') over blocks as total_count,
        -- 一、本年支出 above 一、一般公共服务支出: the numbers start again
        count(*) filter (where kind = 'line_1' and starts_with(row_key, '一、')) over blocks > 1 as is_renumbered
    from read
    window blocks as (partition by document_id, table_no, block_no)

),

totals as (

    select
        *,
        case
            when kind <> 'total' then null
            when total_count = 1 then 'grand'
            when is_year_total then 'year'
            when regexp_matches(row_key, '总计') then 'grand'
            when count(*) filter (where kind = 'total' and is_year_total) over blocks = 1 then 'grand'
            when count(*) filter (where kind = 'total' and regexp_matches(row_key, '总计')) over blocks = 1 then 'year'
        end as total_kind
    from levels
    window blocks as (partition by document_id, table_no, block_no)

),

placed as (

    select
        *,
        max(case when total_kind = 'year' then row_no end) over blocks as year_row,
        max(case when kind = top_kind then row_no end) over above as line_row,
        max(case when is_carry_line then row_no end) over above as carry_row,
        arg_max(kind, row_no) filter (where is_carry_line) over above as carry_kind,
        min(case when kind = top_kind then row_no end) over blocks as first_line_row
    from totals
    window
        blocks as (partition by document_id, table_no, block_no),
        above as (
            partition by document_id, table_no, block_no
            order by row_no rows between unbounded preceding and current row
        )

),

parented as (

    select
        *,
        -- what a line is a part of: the carry-over line above a purse's name, or the top line above
        case
            when kind in ('total', 'part') then null
            when is_purse_name and carry_row < row_no and carry_kind <> kind then carry_row
            when is_purse_name and carry_row < row_no and kind = 'unnumbered' and not is_carry_line then carry_row
            when kind = top_kind then null
            when kind = 'unnumbered' and top_kind = 'line_5' and not is_carry_line and not is_purse_name then line_row
            when kind <> 'unnumbered' then line_row
        end as told_parent
    from placed

)

select * from parented
