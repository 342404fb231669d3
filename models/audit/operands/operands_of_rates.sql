-- Rates of self-evaluations against the amounts they are made of. A fall may be printed without a sign.
with rates as (

    select * from {{ ref('rates_of_forms') }}

),

parts as (

    select
        identity,
        document_id,
        place_key,
        unnest(part_ids) as part_id,
        unnest(part_signs) as part_sign
    from rates

),

readings as (

    select
        unnest(['printed', 'without_sign']) as alternative,
        unnest([1, -1]) as direction

),

operands as (

    select
        parts.identity,
        parts.document_id,
        parts.place_key,
        readings.alternative,
        'left' as side,
        parts.part_id as figure_id,
        parts.part_sign * readings.direction as sign
    from parts
    cross join readings
    union all
    select
        rates.identity,
        rates.document_id,
        rates.place_key,
        readings.alternative,
        'right' as side,
        rates.figure_id,
        1 as sign
    from rates
    cross join readings

)

select * from operands
