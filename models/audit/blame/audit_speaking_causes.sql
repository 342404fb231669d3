-- The place that speaks for each cause: what is proved before what is not, the one with the fewest operands,
-- an item before a total; what nobody has dealt with before what somebody has, what no rounding explains
-- before the last digit.
with causes as (

    select
        *,
        bool_and(status <> 'open') over (partition by cause_group) as is_settled
    from {{ ref('audit_causes') }}

),

evidence as (

    select * from {{ ref('audit_evidence') }}

),

unrounded as (

    select * from {{ ref('audit_unrounded_breaks') }}

),

reasoned as (

    select
        causes.*,
        evidence.attribution,
        evidence.proof,
        evidence.severity as reading_severity,
        evidence.evidence,
        evidence.evidence_zh,
        unrounded.identity is not null as is_last_digit,
        coalesce(
            unrounded.reason,
            concat(
                'half a unit in the last printed place of each of ', causes.operand_count, ' figures makes ',
                {{ as_printed('causes.tolerance_yuan', 2) }}, ' yuan'
            )
        ) as tolerance_reason,
        coalesce(
            unrounded.reason_zh,
            concat(
                causes.operand_count, '个数字各按末位半个单位计，合计',
                {{ as_printed('causes.tolerance_yuan', 2) }}, '元'
            )
        ) as tolerance_reason_zh
    from causes
    inner join evidence on causes.finding_id = evidence.finding_id
    left join unrounded on {{ same_place('causes', 'unrounded') }}

),

-- a long list is told by its beginning and its length
speaking as (

    select
        * replace (
            case
                when len(left_quotes) <= 3 then left_text
                else array_to_string(left_quotes[:2], ' + ') || ' + … (' || len(left_quotes) || ')'
            end as left_text,
            case
                when len(right_quotes) <= 3 then right_text
                else array_to_string(right_quotes[:2], ' + ') || ' + … (' || len(right_quotes) || ')'
            end as right_text,
            case when is_settled then status else 'open' end as status,
            case when is_settled then note end as note
        )
    from reasoned
    qualify row_number() over (
        partition by cause_group
        order by
            status <> 'open',
            is_last_digit,
            array_position(['misprinted', 'misread', 'undecided'], attribution),
            operand_count,
            contains(identity, 'total'),
            identity,
            place,
            column_no,
            finding_id
    ) = 1

)

select * from speaking
