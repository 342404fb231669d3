-- Pages whose figures are not all accounted for, pages that are images, tables without rules: one finding of
-- each kind for a document.
with pages as (

    select * from {{ ref('audit_completeness') }}

),

lost as (

    select
        document_id,
        min(page) as page,
        'unexplained_figures' as identity,
        case when sum(unexplained_amounts + suspicious) > 0 then 'critical' else 'info' end as severity,
        string_agg('第' || page || '页', '、' order by page) as place,
        concat(
            'On page ', string_agg(page, ', ' order by page), ' ', sum(unexplained + suspicious), ' of ',
            sum(printed_count), ' printed figures were found in no table, header or sentence.'
        ) as explanation,
        concat(
            '第', string_agg(page, '、' order by page), '页所印', sum(printed_count), '个数字中有',
            sum(unexplained + suspicious), '个未能归入任何表格、表头或文字。'
        ) as explanation_zh,
        'figures of the page were not landed' as cause,
        sum(unexplained + suspicious)::bigint as broken_count
    from pages
    where unexplained + suspicious > 0
    group by all

),

unread as (

    select
        document_id,
        min(page) filter (where is_unread) as page,
        'unread_pages' as identity,
        case when bool_and(is_unread) then 'critical' else 'warning' end as severity,
        string_agg(case when is_unread then '第' || page || '页' end, '、' order by page) as place,
        concat(count(*) filter (where is_unread), ' of ', count(*), ' pages are images without text and were not read.')
            as explanation,
        concat('共', count(*), '页，其中', count(*) filter (where is_unread), '页为图片，没有文字层，未读取。') as explanation_zh,
        'the page is an image' as cause,
        count(*) filter (where is_unread) as broken_count
    from pages
    group by all
    having count(*) filter (where is_unread) > 0

),

guessed_pages as (

    select
        document_id,
        page,
        count(*) as amount_count
    from {{ ref('int_figures') }}
    where placement = 'guessed'
    group by all

),

guessed as (

    select
        document_id,
        min(page) as page,
        'guessed_columns' as identity,
        'warning' as severity,
        string_agg('第' || page || '页', '、' order by page) as place,
        concat(
            'On ', count(*), ' pages the tables have no rules between their columns; ', sum(amount_count),
            ' amounts were placed by the blanks between them, and are no facts.'
        ) as explanation,
        concat('共', count(*), '页的表格没有列线，', sum(amount_count), '个金额按空白归列，不作为事实。') as explanation_zh,
        'the columns are guessed' as cause,
        sum(amount_count)::bigint as broken_count
    from guessed_pages
    group by all

),

findings as (

    select * from lost
    union all by name
    select * from unread
    union all by name
    select * from guessed

),

keyed as (

    select
        *,
        'misread' as attribution,
        md5(concat_ws('|', identity, document_id, page)) as finding_id
    from findings

)

select * from keyed
