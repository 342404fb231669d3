-- The code and the name printed in one row for one group of code columns: 201|03|01|行政运行,
-- 2010301|行政运行, 2010301-行政运行; a level printed only where it changes is carried down.
with columns as (

    select
        *,
        row_number() over (partition by document_id, table_no, block_no, group_no, role order by column_no) as nth
    from {{ ref('int_blocks') }}
    where role in ('code', 'name')

),

cells as (

    select
        columns.*,
        cells.row_no,
        cells.printed_text,
        case when columns.role = 'code' then columns.nth end as level_no,
        regexp_full_match(cells.text_key, '[0-9]+') as is_digits,
        -- some print 01 as 1
        case when length(cells.text_key) = 1 and columns.nth > 1 then '0' || cells.text_key else cells.text_key end
            as digits
    from columns
    inner join {{ ref('stg_cells') }} as cells
        on
            {{ same_table('columns', 'cells') }}
            and columns.column_no between cells.column_no and cells.column_no + cells.column_span - 1

),

printed as (

    select
        document_id,
        table_no,
        block_no,
        group_no,
        row_no,
        max(digits) filter (where level_no = 1 and is_digits) as part_1,
        max(digits) filter (where level_no = 2 and is_digits) as part_2,
        max(digits) filter (where level_no = 3 and is_digits) as part_3,
        min_by(printed_text, column_no) filter (where role = 'name' and not is_digits) as name_text,
        min_by(printed_text, column_no) filter (where not is_digits) as any_text
    from cells
    group by all

),

carried as (

    select
        *,
        last_value(case when length(part_1) >= 3 then left(part_1, 3) end ignore nulls) over rows_so_far as above_1,
        last_value(part_2 ignore nulls) over rows_so_far as above_2
    from printed
    window rows_so_far as (partition by document_id, table_no, block_no, group_no order by row_no)

),

joined as (

    select
        *,
        case
            -- 208 over 05 in one column: the class stands above
            when length(part_1) = 2 and part_2 is null and part_3 is null then above_1 || part_1
            when part_1 is not null then part_1 || coalesce(part_2, '') || coalesce(part_3, '')
            -- three digits in a 款 or 项 column are a department's code that slipped
            when length(part_2) >= 3 then part_2
            when part_2 is null and length(part_3) >= 3 then part_3
            when part_2 is not null then above_1 || part_2 || coalesce(part_3, '')
            when part_3 is not null then above_1 || above_2 || part_3
            else {{ code_before_name(folded('any_text')) }}
        end as code
    from carried

),

split as (

    select
        document_id,
        table_no,
        block_no,
        group_no,
        row_no,
        code,
        {{ code_list('code') }} as code_list,
        case
            when part_1 is null and part_2 is null and part_3 is null and code is not null
                then regexp_replace(coalesce(name_text, any_text), '^[\[(]?[0-9]+[\])]?[-—－]*', '')
            else coalesce(name_text, any_text)
        end as name
    from joined

)

select * from split
