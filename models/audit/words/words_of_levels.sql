-- Tables that print 类 and 款 lines print one for every item, and items for every line: a line that
-- only one of them lacks was left out.
with counted as (

    select * from {{ ref('expected_lines') }}

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
        counted.*,
        tables.table_label,
        tables.page,
        counted.kind = 'line' as is_line,
        concat_ws('/', counted.table_no, counted.kind, counted.unit_scope, counted.code) as place_key,
        case when counted.is_printed then 'holds' else 'broken' end as outcome
    from counted
    inner join tables on {{ same_row('counted', 'tables') }}
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
