-- Words that contradict each other, and codes no list knows, one finding for each place; codes of one table
-- that go wrong alike, as where its items are numbered one after the other, are one.
with words as (

    select
        *,
        concat_ws('/', identity, document_id, coalesce(table_no::varchar, place_key)) as alike
    from {{ ref('word_checks') }}
    where outcome in ('broken', 'operand_missing')

),

identities as (

    select * from {{ ref('identities') }}

),

spoken as (

    select
        *,
        count(*) filter (where outcome = 'broken') over (partition by alike) as broken_count,
        count(*) over (partition by alike) - 1 as more_count,
        list(left_text) over (
            partition by alike order by page, place_key rows between 1 following and 3 following
        ) as more
    from words
    qualify row_number() over (partition by alike order by page, place_key) = 1

),

told as (

    select
        *,
        case
            when more_count > 0
                then concat(
                    ' So in ', more_count, ' more: ', array_to_string(more, ', '),
                    case when more_count > 3 then ' …' end, '.'
                )
        end as more_en,
        case
            when more_count > 0
                then concat(
                    '另有', more_count, '处亦如此：', array_to_string(more, '、'),
                    case when more_count > 3 then '……' end, '。'
                )
        end as more_zh
    from spoken

),

findings as (

    select
        told.* replace (
            concat(told.explanation, told.more_en) as explanation,
            concat(told.explanation_zh, told.more_zh) as explanation_zh
        ),
        identities.severity,
        'undecided' as attribution,
        md5(concat_ws('|', told.identity, told.document_id, told.place_key)) as finding_id
    from told
    inner join identities on told.identity = identities.identity

)

select * from findings
