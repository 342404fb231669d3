-- The class and the group each named line stands under: a class opens with its name or a printed code,
-- under it its groups; 行政运行 means nothing without the group above it.
with lines as (

    select * from {{ ref('int_named_lines') }}

),

names as (

    select distinct
        code_list,
        code,
        name_key,
        max(length(code)) over (partition by code_list, name_key) > length(code) as is_also_finer
    from {{ ref('int_official_names') }}

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
                        partition by lines.document_id, lines.table_no, lines.block_no, lines.group_no, names.code
                        order by lines.row_no
                    ) = 1
                    then names.code
            end
        ) as class_code
    from lines
    left join names on {{ same_by('lines', 'names', 'code_list', 'name_key') }} and length(names.code) = 3

),

in_classes as (

    select
        *,
        printed_code is null and class_code is not null as is_class,
        last_value(class_code ignore nulls) over lines_so_far as above_class,
        count(class_code) filter (where printed_code is null) over lines_so_far as class_no
    from classes
    window lines_so_far as (partition by document_id, table_no, block_no, group_no order by row_no)

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

)

select * from in_groups
