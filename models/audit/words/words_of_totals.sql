-- Tables of items print their total, where the other such tables of the document do.
with nodes as (

    select
        document_id,
        table_no,
        table_type,
        count(*) filter (where kind in ('code', 'project')) as item_count,
        bool_or(kind = 'total') as has_total
    from {{ ref('int_level_nodes') }}
    group by all

),

-- a table may close with several totals, such as 人员经费合计 and 公用经费合计
rows as (

    select
        document_id,
        table_no,
        bool_or(is_total_row) as has_total
    from {{ ref('int_level_rows') }}
    group by all

),

tables as (

    select
        document_id,
        table_no,
        any_value(table_label) as table_label,
        min(page) as page
    from {{ ref('audit_figures') }}
    group by all

),

-- money brought forward is listed without a total
applicable as (

    select unnest(string_split(applies_to, ';')) as table_type
    from {{ ref('identities') }}
    where identity = 'total_is_printed'

),

counted as (

    select
        tables.*,
        nodes.has_total or rows.has_total as is_printed,
        count(*) over documents as table_count,
        count(*) filter (where nodes.has_total or rows.has_total) over documents as printed_count
    from nodes
    semi join applicable on nodes.table_type = applicable.table_type
    inner join rows on {{ same_table('nodes', 'rows') }}
    inner join tables on {{ same_table('nodes', 'tables') }}
    -- one item is its own total
    where nodes.item_count > 1
    window documents as (partition by nodes.document_id)

),

words as (

    select
        document_id,
        page,
        table_label as place,
        table_label as left_text,
        'total_is_printed' as identity,
        'the total line of the table was left out' as cause,
        '表中漏列合计行' as cause_zh,
        table_no::varchar as place_key,
        case when is_printed then 'holds' else 'broken' end as outcome,
        concat(
            'On page ', page, ' “', table_label, '” prints items without their total, where ', printed_count,
            ' other tables of the document print theirs.'
        ) as explanation,
        concat('第', page, '页“', table_label, '”列有科目而无合计，该文件其余', printed_count, '张表均列有合计。')
            as explanation_zh
    from counted
    where printed_count >= greatest(3, 3 * (table_count - printed_count))

)

select * from words
