-- In how many identities each printed figure stands that hold, and that are broken.
with operands as (

    select distinct
        operands.identity,
        operands.document_id,
        operands.place_key,
        operands.printed_figure_id as figure_id,
        identities.outcome
    from {{ ref('audit_operands') }} as operands
    inner join {{ ref('audit_identities') }} as identities
        on
            operands.identity = identities.identity
            and operands.document_id = identities.document_id
            and operands.place_key = identities.place_key
            and operands.alternative = identities.alternative

),

outcomes as (

    select
        figure_id,
        count(*) filter (where outcome = 'broken') as broken_count,
        count(*) filter (where outcome in ('holds', 'rounding')) as held_count
    from operands
    group by all

)

select * from outcomes
