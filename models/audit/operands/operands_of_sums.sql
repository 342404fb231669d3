-- Both sides of every sum within a table. A part that may or may not belong gives two readings.
with sums as (

    {{ union_by_name([ref('sums_in_rows'), ref('sums_in_columns'), ref('sums_in_balances')]) }}

),

readings as (

    select distinct
        identity,
        place_key,
        'all_parts' as alternative
    from sums
    union
    select
        identity,
        place_key,
        'without_optional' as alternative
    from sums
    where is_optional

),

totals as (

    select distinct
        identity,
        document_id,
        place_key,
        total_figure_id
    from sums

),

operands as (

    select
        totals.identity,
        totals.document_id,
        totals.place_key,
        readings.alternative,
        'left' as side,
        totals.total_figure_id as figure_id
    from totals
    inner join readings on totals.identity = readings.identity and totals.place_key = readings.place_key
    union all
    select
        sums.identity,
        sums.document_id,
        sums.place_key,
        readings.alternative,
        'right' as side,
        sums.part_figure_id as figure_id
    from sums
    inner join readings on sums.identity = readings.identity and sums.place_key = readings.place_key
    where sums.part_figure_id is not null and (readings.alternative = 'all_parts' or not sums.is_optional)

)

select * from operands
