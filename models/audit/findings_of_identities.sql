-- Broken identities, one finding for each cause: the place with the fewest operands speaks for it,
-- an item before a total.
with causes as (

    select
        *,
        bool_and(status <> 'open') over (partition by cause_group) as is_settled
    from {{ ref('audit_causes') }}

),

evidence as (

    select * from {{ ref('audit_evidence') }}

),

suggestions as (

    select * from {{ ref('audit_suggestions') }}

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
    -- what nobody has dealt with speaks before what somebody has
    qualify row_number() over (
        partition by cause_group
        order by
            status <> 'open', operand_count, contains(identity, 'total'), identity, place, column_no, finding_id
    ) = 1

),

described as (

    select
        quoted.finding_id,
        quoted.document_id,
        quoted.page,
        quoted.other_page,
        quoted.identity,
        quoted.place,
        quoted.left_quote as left_text,
        quoted.right_quote as right_text,
        quoted.left_yuan,
        quoted.right_yuan,
        quoted.difference_yuan,
        quoted.tolerance_yuan,
        quoted.operand_count,
        quoted.cause_group,
        quoted.group_size as broken_count,
        evidence.attribution,
        evidence.evidence as cause,
        evidence.evidence_zh as cause_zh,
        suggestions.repair,
        suggestions.likely_yuan,
        suggestions.suggestion,
        suggestions.suggestion_zh,
        case when quoted.is_settled then quoted.status else 'open' end as status,
        case when quoted.is_settled then quoted.note end as note,
        coalesce(suggestions.likely_figure, likely.quotation) as likely_figure,
        -- what we misread must not be published as the publisher's
        case when quoted.is_settled then 'info' else coalesce(evidence.severity, identities.severity) end as severity,
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
    left join suggestions on quoted.cause_group = suggestions.cause_group

)

select * from described
