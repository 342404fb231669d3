-- Codes told by names and order: a class, under it its groups, under them their items. A name that fits
-- nowhere keeps no code.
with lines as (

    select * from {{ ref('int_code_ladders') }}

),

names as (

    select distinct
        code_list,
        code,
        valid_from,
        name_key
    from {{ ref('int_official_names') }}

),

-- the nearest first: under the group, in the class, anywhere if only one item has the name
items as (

    select
        lines.document_id,
        lines.table_no,
        lines.block_no,
        lines.group_no,
        lines.row_no,
        min(names.code) filter (where starts_with(names.code, lines.above_group)) as under_group,
        -- 其他社会保障缴费 moved from 30104 to 30112: of two economic items the newer; of two function
        -- items neither
        case
            when
                any_value(lines.code_list) <> 'function'
                or count(distinct names.code) filter (where starts_with(names.code, lines.above_class)) = 1
                then
                    max_by(names.code, (names.valid_from, names.code)) filter (
                        where starts_with(names.code, lines.above_class)
                    )
        end as in_class,
        case when count(distinct names.code) = 1 then min(names.code) end as anywhere
    from lines
    inner join names
        on
            {{ same_by('lines', 'names', 'code_list', 'name_key') }}
            and length(names.code) = case lines.code_list when 'function' then 7 else 5 end
    where lines.printed_code is null and not lines.is_class and lines.own_group is null
    group by all

),

-- 行政运行 is 01 and 一般行政管理事务 02 under every group that has them
fixed_ends as (

    select
        name_key,
        min(right(code, 2)) as code_end
    from names
    where code_list = 'function' and length(code) = 7
    group by all
    having count(distinct right(code, 2)) = 1 and count(distinct code) >= 5

),

resolved as (

    select
        lines.document_id,
        lines.table_no,
        lines.block_no,
        lines.group_no,
        lines.row_no,
        lines.code_list,
        coalesce(
            lines.printed_code,
            case when lines.is_class then lines.class_code end,
            lines.own_group,
            items.under_group,
            case when lines.code_list = 'function' then lines.above_group || fixed_ends.code_end end,
            items.in_class,
            items.anywhere
        ) as code
    from lines
    left join items on {{ same_row('lines', 'items', 'block_no', 'group_no') }}
    left join fixed_ends on lines.name_key = fixed_ends.name_key

)

select * from resolved
