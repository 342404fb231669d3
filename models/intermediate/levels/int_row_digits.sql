-- How many digits the different amounts of a row have before the point, and how many places behind it (fewer
-- than none: 1,200 has -2): what chance would have to match.
with amounts as (

    select distinct
        document_id,
        table_no,
        block_no,
        row_no,
        abs(printed_number) as amount
    from {{ ref('int_printed_amounts') }}
    where printed_number <> 0

),

written as (

    select
        *,
        rtrim(rtrim(amount::varchar, '0'), '.') as digits,
        length(regexp_extract(digits, '[.](.*)$', 1)) as decimals,
        rtrim(split_part(amount::varchar, '.', 1), '0') as significant
    from amounts

),

counted as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        count(*) as amount_count,
        sum(greatest(0, floor(log10(amount)) + 1))::integer as whole_digits,
        max(
            case
                when decimals > 0 then decimals
                else length(significant) - length(split_part(amount::varchar, '.', 1))
            end
        ) as places
    from written
    group by all

)

select * from counted
