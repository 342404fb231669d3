-- The lines of a 收支 table, one block at a time: grand total, total of the year, top lines and the
-- lines under them. Top lines are numbered, or named like function classes.
with figures as (

    select * from {{ ref('audit_figures') }}
    where subject = 'balance'

),

class_names as (

    select distinct {{ folded('name') }} as name
    from {{ ref('function_codes') }}
    where level = 'class'

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

named as (

    select
        rows.document_id,
        rows.table_no,
        rows.block_no,
        rows.row_no,
        rows.row_key,
        rows.is_total_row,
        class_names.name is not null as is_class_name
    from rows
    left join class_names on rows.row_key = class_names.name

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
            -- 其他支出 is also the name of the group and the item under the class
            when
                is_class_name
                and row_number() over (partition by document_id, table_no, block_no, row_key order by row_no) = 1
                then 'line_5'
            else 'unnumbered'
        end as kind,
        regexp_replace(
            row_key, '^([一二三四五六七八九十]+[、.,]|[(][一二三四五六七八九十0-9]+[)]|[0-9]{1,2}[、.,])', ''
        ) as line_name
    from named

),

levels as (

    select
        *,
        min(case when starts_with(kind, 'line_') then kind end) over blocks as top_kind,
        regexp_matches(row_key, '本年.*(合计|小计|总计)') as is_year_total,
        regexp_matches(line_name, '(年初|上年|年末|年终|下年).*结[转余]|结[转余].*(下年|上年)') as is_carry_line,
        regexp_matches(line_name, '^(一般公共|政府性基金|国有资本|财政专户|单位资金|公共预算)') as is_purse_name,
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
        end as parent_row
    from placed

)

select * from parented
