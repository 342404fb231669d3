-- Broken identities, one finding for each cause, told by the place that speaks for it.
with quoted as (

    select * from {{ ref('audit_speaking_causes') }}

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

described as (

    select
        quoted.*,
        quoted.group_size as broken_count,
        quoted.evidence as cause,
        quoted.evidence_zh as cause_zh,
        suggestions.repair,
        suggestions.likely_yuan,
        suggestions.suggestion,
        suggestions.suggestion_zh,
        coalesce(suggestions.likely_figure, likely.quotation) as likely_figure,
        -- what we misread must not be published as the publisher's; the last digit alone is a note
        case
            when quoted.is_settled or quoted.is_last_digit then 'info'
            else coalesce(quoted.reading_severity, identities.severity)
        end as severity,
        concat(
            'On page ', quoted.page, ' “', quoted.left_text, '” gives ', quoted.left_yuan::decimal(24, 2),
            identities.unit_en, ', but on page ', quoted.other_page, ' “', quoted.right_text, '” gives ',
            quoted.right_yuan::decimal(24, 2), identities.unit_en, ', a difference of ',
            quoted.difference_yuan::decimal(24, 2), identities.unit_en,
            ', where this should hold: ', identities.sentence_en,
            case when quoted.is_last_digit then ' And ' || quoted.tolerance_reason || '.' end
        ) as explanation,
        concat(
            '第', quoted.page, '页“', quoted.left_text, '”为',
            quoted.left_yuan::decimal(24, 2), identities.unit_zh, '，第',
            quoted.other_page, '页“', quoted.right_text, '”为',
            quoted.right_yuan::decimal(24, 2), identities.unit_zh, '，相差',
            quoted.difference_yuan::decimal(24, 2), identities.unit_zh, '。应有：', identities.sentence_zh,
            case when quoted.is_last_digit then quoted.tolerance_reason_zh || '。' end
        ) as explanation_zh
    from quoted
    inner join identities on quoted.identity = identities.identity
    left join figures as likely on quoted.likely_figure_id = likely.figure_id
    left join suggestions on quoted.cause_group = suggestions.cause_group

)

select * from described
