-- The best of the ways of counting in every place: publishers count with or without carry-over and do
-- not say so.
with comparisons as (

    select * from {{ ref('audit_comparisons') }}

),

-- where none agrees, the way of counting that agrees elsewhere in the document
counted as (

    select
        *,
        count(*) filter (where outcome in ('holds', 'rounding')) over (
            partition by identity, document_id, alternative
        ) as held_count
    from comparisons

),

best as (

    select
        identity,
        document_id,
        place_key,
        alternative,
        left_yuan,
        right_yuan,
        difference_yuan,
        tolerance_yuan,
        outcome,
        left_quotes,
        right_quotes,
        operand_count,
        left_figure_id,
        right_figure_id
    from counted
    qualify row_number() over (
        partition by identity, document_id, place_key
        order by
            array_position(['holds', 'rounding', 'ambiguous', 'broken', 'operand_missing', 'not_applicable'], outcome),
            case when outcome = 'broken' then held_count end desc nulls last,
            abs(difference_yuan),
            alternative
    ) = 1

)

select * from best
