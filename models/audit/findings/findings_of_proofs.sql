-- Tables whose rows no printed total proves, so that they are no facts.
with proofs as (

    select * from {{ ref('int_table_proofs') }}

),

tables as (

    select * from {{ ref('int_tables') }}

),

-- a contradiction the publisher printed may be why the rows do not add up
misprints as (

    select distinct
        tables.document_id,
        tables.table_no
    from tables
    inner join {{ ref('findings_of_identities') }} as contradictions
        on
            tables.document_id = contradictions.document_id
            and contradictions.page between tables.first_page and tables.last_page
    where contradictions.attribution = 'misprinted'

),

placed as (

    select
        proofs.*,
        tables.first_page as page,
        coalesce(tables.table_title, tables.table_type) as table_title,
        misprints.table_no is not null as is_misprinted,
        case when proofs.is_set_proved then 'the fact is made of another table' else 'they are no facts' end as effect,
        case when proofs.is_set_proved then '该事实表改取自另一张表' else '未列入事实表' end as effect_zh,
        case when proofs.difference_yuan < 0 then 'less' else 'more' end as direction,
        case when proofs.difference_yuan < 0 then '少' else '多' end as direction_zh
    from proofs
    inner join tables on {{ same_table('proofs', 'tables') }}
    left join misprints on {{ same_table('proofs', 'misprints') }}

),

unproved as (

    select
        *,
        'unproved_facts' as identity,
        'warning' as severity,
        'the rows add up to no printed total' as cause,
        '各行之和与印出的合计数不符' as cause_zh,
        case when is_misprinted then 'undecided' else 'misread' end as attribution,
        concat(
            'The ', row_count, ' rows of “', table_title, '” for ', fact, ' add up to ', facts_yuan::decimal(24, 2),
            ' yuan, ',
            case
                when total_yuan is null then 'and no total is printed for them'
                else concat(
                    abs(difference_yuan)::decimal(24, 2), ' ', direction, ' than the printed total ',
                    total_yuan::decimal(24, 2)
                )
            end,
            ': ', effect, '.'
        ) as explanation,
        concat(
            '“', table_title, '”的', row_count, '行（', fact, '）合计', facts_yuan::decimal(24, 2), '元，',
            case
                when total_yuan is null then '全文未印出与之对应的合计数'
                else concat(
                    '比印出的合计数', total_yuan::decimal(24, 2), '元', direction_zh,
                    abs(difference_yuan)::decimal(24, 2), '元'
                )
            end,
            '，', effect_zh, '。'
        ) as explanation_zh
    from placed
    where not is_proved
    qualify row_number() over (partition by document_id, fact order by page, table_no) = 1

),

keyed as (

    select
        document_id,
        page,
        identity,
        severity,
        attribution,
        explanation,
        explanation_zh,
        cause,
        cause_zh,
        table_title as place,
        facts_yuan as left_yuan,
        total_yuan as right_yuan,
        difference_yuan,
        row_count as broken_count,
        md5(concat_ws('|', identity, document_id, fact, table_no)) as finding_id
    from unproved

)

select * from keyed
