-- Lines that a table with 类 and 款 lines should print: the line above every item, and items under every
-- line; and how many of them it prints.
with nodes as (

    select
        document_id,
        table_no,
        list_no,
        unit_scope,
        code,
        length(code) as level,
        min(row_no) as row_no,
        arg_min(row_label, row_no) as row_label
    from {{ ref('int_level_nodes') }}
    where kind = 'code'
    group by all

),

levels as (

    select distinct
        document_id,
        table_no,
        list_no,
        level
    from nodes

),

neighbours as (

    select
        nodes.*,
        max(levels.level) as finest_level,
        max(levels.level) filter (where levels.level < nodes.level) as upper_level
    from nodes
    inner join levels
        on
            {{ same_table('nodes', 'levels') }}
            and nodes.list_no = levels.list_no
    group by all

),

expected as (

    select
        document_id,
        table_no,
        list_no,
        unit_scope,
        'line' as kind,
        upper_level as level,
        code[:upper_level] as code,
        min(row_no) as row_no,
        arg_min(concat_ws(' ', code, row_label), row_no) as printed_line
    from neighbours
    where upper_level is not null
    group by all
    union all
    select
        document_id,
        table_no,
        list_no,
        unit_scope,
        'items' as kind,
        level,
        code,
        row_no,
        concat_ws(' ', code, row_label) as printed_line
    from neighbours
    where level < finest_level

),

found as (

    select
        expected.*,
        bool_or(
            case expected.kind
                when 'line' then nodes.code = expected.code
                else nodes.level > expected.level and starts_with(nodes.code, expected.code)
            end
        ) as is_printed
    from expected
    inner join nodes
        on
            {{ same_table('expected', 'nodes') }}
            and expected.list_no = nodes.list_no
            and expected.unit_scope = nodes.unit_scope
    group by all

),

counted as (

    select
        *,
        count(*) filter (where is_printed) over alike as printed_count,
        count(*) over alike as expected_count
    from found
    window alike as (partition by document_id, table_no, list_no, kind, level)

)

select * from counted
