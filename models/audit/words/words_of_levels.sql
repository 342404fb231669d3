-- Tables that print 类 and 款 lines print one for every item, and items for every line: a line that
-- only one of them lacks was left out.
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
    from {{ ref('audit_row_nodes') }}
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
            nodes.document_id = levels.document_id
            and nodes.table_no = levels.table_no
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
            expected.document_id = nodes.document_id
            and expected.table_no = nodes.table_no
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

),

tables as (

    select
        document_id,
        table_no,
        row_no,
        any_value(table_label) as table_label,
        min(page) as page
    from {{ ref('audit_figures') }}
    group by all

),

-- a form in which many lines have no items under them is another form
telling as (

    select
        counted.document_id,
        counted.code,
        counted.row_no,
        counted.printed_line,
        tables.table_label,
        tables.page,
        counted.printed_count,
        counted.kind = 'line' as is_line,
        concat_ws('/', counted.table_no, counted.kind, counted.unit_scope, counted.code) as place_key,
        case when counted.is_printed then 'holds' else 'broken' end as outcome
    from counted
    inner join tables
        on
            counted.document_id = tables.document_id
            and counted.table_no = tables.table_no
            and counted.row_no = tables.row_no
    where counted.printed_count >= greatest(3, 3 * (counted.expected_count - counted.printed_count))

),

words as (

    select
        document_id,
        place_key,
        page,
        outcome,
        printed_line as left_text,
        'levels_are_complete' as identity,
        'a line of the table was left out' as cause,
        '表中漏列一行' as cause_zh,
        concat_ws(' › ', table_label, concat('第', row_no, '行 ', printed_line)) as place,
        case when is_line then code end as right_text,
        concat(
            'On page ', page, ' “', table_label, '” prints ', printed_line,
            case when is_line then concat(' without a line for ', code) else ' without any item under it' end,
            ', where it prints ', printed_count, ' others with theirs.'
        ) as explanation,
        concat(
            '第', page, '页“', table_label, '”列有', printed_line,
            case when is_line then concat('，但未列其上级', code) else '，但其下未列任何科目' end,
            '，而表中其余', printed_count, '处均已列出。'
        ) as explanation_zh
    from telling

)

select * from words
