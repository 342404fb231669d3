-- Rates that self-evaluations print against the amounts they are made of: what the rate gives of the
-- amount it is a rate of, beside what it is to be. A printed rate may miss by its whole last digit; a fall
-- may be printed without a sign; 0 % beside money that was spent was never filled in.
with found as (

    {{ union_by_name([ref('rates_of_execution'), ref('rates_of_indicators')]) }}

),

figures as (

    select * from {{ ref('audit_figures') }}

),

readings as (

    select
        unnest(['printed', 'without_sign']) as alternative,
        unnest([1, -1]) as direction

),

rated as (

    select
        found.*,
        bases.amount_yuan as base_yuan,
        bases.half_unit_yuan as base_half_yuan,
        bases.quotation as base_quotation,
        regexp_extract(found.text_key, '^([0-9]{1,6}(?:[.][0-9]+)?)%?$', 1) as rate_text,
        try_cast(rate_text as decimal(18, 6)) as rate,
        concat_ws('/', found.document_id, found.table_no, found.row_no, found.column_no, found.identity) as place_key
    from found
    inner join figures as bases on found.base_id = bases.figure_id
    where bases.amount_yuan > 0 and rate > 0

),

derived as (

    select
        rated.*,
        readings.alternative,
        'right' as side,
        1 as sign,
        concat_ws('×', rated.place_key, rated.base_id) as figure_id,
        (rated.rate * rated.base_yuan / 100)::decimal(24, 4) as amount_yuan,
        (
            (
                rated.rate * rated.base_half_yuan
                + rated.base_yuan * power(10, -{{ printed_decimals('rated.rate_text') }})
            ) / 100
        )::decimal(24, 8) as half_unit_yuan,
        concat_ws(' › ', rated.table_title, '第' || rated.row_no || '行 ' || rated.rate_name) as locator,
        concat(
            rated.table_title, ' 第', rated.row_no, '行 ', rated.rate_name, ' ', rated.text_key, ' × (',
            rated.base_quotation, ')'
        ) as quotation
    from rated
    cross join readings

),

printed as (

    select
        rated.identity,
        rated.document_id,
        rated.place_key,
        readings.alternative,
        readings.direction,
        'left' as side,
        unnest(rated.part_ids) as figure_id,
        unnest(rated.part_signs) * readings.direction as sign
    from rated
    cross join readings

),

operands as (

    {{ union_by_name(['derived', 'printed']) }}

)

select * from operands
