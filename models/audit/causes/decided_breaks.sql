-- Broken identities a person has dealt with: acknowledged as the publication's, or mended by correcting
-- a figure. The values must be those the decision was made for.
with broken as (

    select * from {{ ref('audit_identities') }}
    where outcome = 'broken'

),

acknowledged as (

    select
        broken.identity,
        broken.document_id,
        broken.place_key,
        'acknowledged' as status,
        any_value(discrepancies.reason) as note
    from broken
    inner join {{ ref('acknowledged_discrepancies') }} as discrepancies
        on
            broken.document_id = discrepancies.document_id
            and broken.identity = discrepancies.identity
            and contains(broken.place, discrepancies.place)
            and broken.left_yuan = discrepancies.left_yuan
            and broken.right_yuan = discrepancies.right_yuan
    group by all

),

corrected as (

    select
        broken.identity,
        broken.document_id,
        broken.place_key,
        'corrected' as status,
        string_agg(distinct corrections.reason, '; ') as note
    from broken
    inner join {{ ref('audit_operands') }} as operands on {{ same_reading('broken', 'operands') }}
    inner join {{ ref('int_corrections') }} as corrections
        on operands.figure_id = corrections.figure_id and corrections.still_applies
    inner join {{ ref('int_figures') }} as figures on corrections.figure_id = figures.figure_id
    group by broken.identity, broken.document_id, broken.place_key, broken.difference_yuan, broken.tolerance_yuan
    having
        abs(
            broken.difference_yuan
            + sum(
                case operands.side when 'left' then 1 else -1 end
                * operands.sign
                * (corrections.corrected_amount_yuan - figures.amount_yuan)
            )
        ) < greatest(broken.tolerance_yuan, 0.01)

),

settled as (

    select * from corrected
    union all
    select acknowledged.*
    from acknowledged
    anti join corrected on {{ same_place('acknowledged', 'corrected') }}

)

select * from settled
