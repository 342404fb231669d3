-- Codes told by names and order: a class, under it its groups, under them their items. 行政运行 means
-- nothing without the group above it; a name that fits nowhere keeps no code.
with lines as (

    select * from {{ ref('int_named_lines') }}

),

distinct_names as (

    select distinct
        code_list,
        code,
        valid_from,
        name_key
    from {{ ref('int_official_names') }}

),

names as (

    select
        *,
        max(length(code)) over (partition by code_list, name_key) > length(code) as is_also_finer
    from distinct_names

),

-- a name that is also the name of a group or an item under it (其他支出) opens its class once
classes as (

    select
        lines.*,
        coalesce(
            left(lines.printed_code, 3),
            case
                when
                    not names.is_also_finer
                    or lines.is_numbered
                    or row_number() over (
                        partition by
                            lines.document_id, lines.table_no, lines.block_no, lines.group_no, names.code
                        order by lines.row_no
                    ) = 1
                    then names.code
            end
        ) as class_code
    from lines
    left join names
        on lines.code_list = names.code_list and lines.name_key = names.name_key and length(names.code) = 3

),

in_classes as (

    select
        *,
        printed_code is null and class_code is not null as is_class,
        last_value(class_code ignore nulls) over lines_so_far as above_class,
        count(class_code) filter (where printed_code is null) over lines_so_far as class_no
    from classes
    window lines_so_far as (
        partition by document_id, table_no, block_no, group_no order by row_no
    )

),

groups as (

    select
        in_classes.*,
        case
            when length(in_classes.printed_code) >= 5 then left(in_classes.printed_code, 5)
            when
                not in_classes.is_class
                and in_classes.code_list = 'function'
                and row_number() over (
                    partition by
                        in_classes.document_id, in_classes.table_no, in_classes.block_no, in_classes.group_no,
                        in_classes.class_no, names.code
                    order by in_classes.row_no
                ) = 1
                then names.code
        end as own_group
    from in_classes
    left join names
        on
            {{ same_by('in_classes', 'names', 'code_list', 'name_key') }}
            and in_classes.above_class = left(names.code, 3)
            and length(names.code) = 5

),

in_groups as (

    select
        *,
        last_value(own_group ignore nulls) over (
            partition by document_id, table_no, block_no, group_no, class_no order by row_no
        ) as above_group
    from groups

),

-- the nearest first: under the group, in the class, anywhere if only one item has the name
items as (

    select
        in_groups.document_id,
        in_groups.table_no,
        in_groups.block_no,
        in_groups.group_no,
        in_groups.row_no,
        min(names.code) filter (where starts_with(names.code, in_groups.above_group)) as under_group,
        -- 其他社会保障缴费 moved from 30104 to 30112: of two economic items the newer; of two function
        -- items neither
        case
            when
                any_value(in_groups.code_list) <> 'function'
                or count(distinct names.code) filter (where starts_with(names.code, in_groups.above_class)) = 1
                then
                    max_by(names.code, (names.valid_from, names.code)) filter (
                        where starts_with(names.code, in_groups.above_class)
                    )
        end as in_class,
        case when count(distinct names.code) = 1 then min(names.code) end as anywhere
    from in_groups
    inner join names
        on
            {{ same_by('in_groups', 'names', 'code_list', 'name_key') }}
            and length(names.code) = case in_groups.code_list when 'function' then 7 else 5 end
    where in_groups.printed_code is null and not in_groups.is_class and in_groups.own_group is null
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
        in_groups.document_id,
        in_groups.table_no,
        in_groups.block_no,
        in_groups.group_no,
        in_groups.row_no,
        in_groups.code_list,
        in_groups.name_key,
        in_groups.printed_code,
        coalesce(
            in_groups.printed_code,
            case when in_groups.is_class then in_groups.class_code end,
            in_groups.own_group,
            items.under_group,
            case when in_groups.code_list = 'function' then in_groups.above_group || fixed_ends.code_end end,
            items.in_class,
            items.anywhere
        ) as code
    from in_groups
    left join items on {{ same_row('in_groups', 'items', 'block_no', 'group_no') }}
    left join fixed_ends on in_groups.name_key = fixed_ends.name_key

)

select * from resolved
