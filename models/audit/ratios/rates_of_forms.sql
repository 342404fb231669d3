-- What the rates that self-evaluations print give of the amount each is a rate of. A printed rate may
-- miss by its whole last digit; 0 % beside money that was spent was never filled in.
with found as (

    select * from {{ ref('rates_of_execution') }}
    union all by name
    select * from {{ ref('rates_of_indicators') }}

),

figures as (

    select * from {{ ref('audit_figures') }}

),

rated as (

    select
        found.*,
        bases.amount_yuan as base_yuan,
        bases.half_unit_yuan as base_half_yuan,
        bases.quotation as base_quotation,
        regexp_extract(found.text_key, '^([0-9]+(?:[.][0-9]+)?)%?$', 1) as rate_text,
        concat_ws('/', found.document_id, found.table_no, found.row_no, found.column_no, found.identity) as rate_id
    from found
    inner join figures as bases on found.base_id = bases.figure_id
    where bases.amount_yuan > 0

),

derived as (

    select
        identity,
        document_id,
        page,
        table_no,
        row_no,
        column_no,
        text_key,
        second_text_key,
        part_ids,
        part_signs,
        base_id,
        rate_id as place_key,
        concat_ws('×', rate_id, base_id) as figure_id,
        (rate_text::decimal(18, 6) * base_yuan / 100)::decimal(24, 4) as amount_yuan,
        (
            (
                rate_text::decimal(18, 6) * base_half_yuan
                + base_yuan * power(10, -{{ printed_decimals('rate_text') }})
            ) / 100
        )::decimal(24, 8) as half_unit_yuan,
        concat_ws(' › ', table_title, '第' || row_no || '行 ' || rate_name) as locator,
        concat(table_title, ' 第', row_no, '行 ', rate_name, ' ', text_key, ' × (', base_quotation, ')') as quotation
    from rated
    where rate_text <> '' and rate_text::decimal(18, 6) > 0

)

select * from derived
