-- The lines of a 收支 table, one block at a time: grand total, total of the year, numbered lines and
-- the lines under them.
with figures as (

    select * from {{ ref('audit_figures') }} where subject = 'balance'

),

rows as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        any_value(row_label) as row_label,
        any_value({{ folded('row_label') }}) as row_key,
        bool_or(is_total_row) as is_total_row
    from figures
    where row_label is not null
    group by all

),

read as (

    select
        *,
        case
            when regexp_matches(row_key, '^其中') then 'part'
            when is_total_row then 'total'
            when regexp_matches(row_key, '^[一二三四五六七八九十]+[、.,]') then 'line_1'
            when regexp_matches(row_key, '^[(][一二三四五六七八九十]+[)]') then 'line_2'
            when regexp_matches(row_key, '^[0-9]{1,2}[、.,][^0-9]') then 'line_3'
            when regexp_matches(row_key, '^[(][0-9]{1,2}[)]') then 'line_4'
            else 'unnumbered'
        end as kind,
        regexp_replace(
            row_key, '^([一二三四五六七八九十]+[、.,]|[(][一二三四五六七八九十0-9]+[)]|[0-9]{1,2}[、.,])', ''
        ) as line_name
    from rows

),

levels as (

    select
        *,
        min(case when starts_with(kind, 'line_') then kind end) over (
            partition by document_id, table_no, block_no
        ) as top_kind,
        regexp_matches(row_key, '本年.*(合计|小计|总计)') as is_year_total,
        count(*) filter (where kind = 'total') over (partition by document_id, table_no, block_no) as total_count
    from read

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
        max(case when total_kind = 'grand' then row_no end) over blocks as grand_row,
        max(case when kind = top_kind then row_no end) over (
            partition by document_id, table_no, block_no order by row_no
            rows between unbounded preceding and current row
        ) as line_row,
        max(case when regexp_matches(line_name, '(年初|上年|年末|年终|下年).*结[转余]|结[转余].*(下年|上年)') then row_no end) over (
            partition by document_id, table_no, block_no order by row_no
            rows between unbounded preceding and current row
        ) as carry_row,
        regexp_matches(line_name, '^(一般公共|政府性基金|国有资本|财政专户|单位资金|公共预算)') as is_purse_name
    from totals
    window blocks as (partition by document_id, table_no, block_no)

),

parented as (

    select
        *,
        -- what a line is a part of: the carry-over line above a purse's name, or the numbered line above
        case
            when kind in ('total', 'part') or kind = top_kind then null
            when kind = 'unnumbered' and is_purse_name and carry_row < row_no then carry_row
            when starts_with(kind, 'line_') then line_row
        end as parent_row
    from placed

)

select * from parented
