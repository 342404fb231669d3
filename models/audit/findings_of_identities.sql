-- Broken identities, one finding for each cause: the place with the fewest operands speaks for it,
-- an item before a total.
with causes as (

    select * from {{ ref('audit_causes') }}

),

evidence as (

    select * from {{ ref('audit_evidence') }}

),

identities as (

    select
        *,
        case when identity = 'stated_vehicles' then ' vehicles' else ' yuan' end as unit_en,
        case when identity = 'stated_vehicles' then '辆' else '元' end as unit_zh
    from {{ ref('identities') }}

),

figures as (

    select * from {{ ref('audit_quotations') }}

),

-- a long list is told by its beginning and its length
quoted as (

    select
        *,
        case
            when len(left_quotes) <= 3 then left_text
            else array_to_string(left_quotes[:2], ' + ') || ' + … (' || len(left_quotes) || ')'
        end as left_quote,
        case
            when len(right_quotes) <= 3 then right_text
            else array_to_string(right_quotes[:2], ' + ') || ' + … (' || len(right_quotes) || ')'
        end as right_quote
    from causes

),

described as (

    select
        quoted.finding_id,
        quoted.document_id,
        quoted.page,
        quoted.identity,
        quoted.place,
        quoted.left_yuan,
        quoted.right_yuan,
        quoted.difference_yuan,
        evidence.evidence as cause,
        quoted.cause_group,
        evidence.attribution,
        likely.quotation as likely_figure,
        quoted.group_size as broken_count,
        -- what we misread must not be published as the publisher's
        case when evidence.attribution = 'misread' then 'critical' else identities.severity end as severity,
        concat(
            'On page ', quoted.page, ' “', quoted.left_quote, '” gives ', quoted.left_yuan::decimal(24, 2),
            identities.unit_en, ', but on page ', quoted.other_page, ' “', quoted.right_quote, '” gives ',
            quoted.right_yuan::decimal(24, 2), identities.unit_en, ', a difference of ',
            quoted.difference_yuan::decimal(24, 2), identities.unit_en,
            ', where this should hold: ', identities.sentence_en
        ) as explanation,
        concat(
            '第', quoted.page, '页“', quoted.left_quote, '”为',
            quoted.left_yuan::decimal(24, 2), identities.unit_zh, '，第',
            quoted.other_page, '页“', quoted.right_quote, '”为',
            quoted.right_yuan::decimal(24, 2), identities.unit_zh, '，相差',
            quoted.difference_yuan::decimal(24, 2), identities.unit_zh, '。应有：', identities.sentence_zh
        ) as explanation_zh
    from quoted
    inner join identities on quoted.identity = identities.identity
    inner join evidence on quoted.finding_id = evidence.finding_id
    left join figures as likely on quoted.likely_figure_id = likely.figure_id
    qualify row_number() over (
        partition by quoted.cause_group
        order by quoted.operand_count, contains(quoted.identity, 'total'), quoted.identity, quoted.place
    ) = 1

)

select * from described
