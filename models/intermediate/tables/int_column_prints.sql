-- What is printed below each header: words, codes, decimals or running numbers.
with prints as (

    select
        document_id,
        table_no,
        column_no,
        count(*) as cell_count,
        count(printed_number) as number_count,
        count(*) filter (where regexp_matches(text_key, '\pL')) as letters_count,
        count(printed_number) filter (where is_decimal) as decimal_count,
        count(*) filter (where regexp_full_match(text_key, '[0-9]{2,}')) as digits_count,
        count(*) filter (
            where regexp_full_match(text_key, '[^0-9]*\p{Han}[^0-9]*') and not {{ ends_with_total('text_key') }}
        ) as word_count,
        count(*) filter (where {{ code_before_name('text_key') }} is not null) as coded_name_count,
        count(*) > 2
        and count(distinct try_cast(text_key as bigint)) = count(*)
        and max(try_cast(text_key as bigint)) < 200
        and max(try_cast(text_key as bigint)) - min(try_cast(text_key as bigint)) = count(*) - 1 as counts_rows
    from {{ ref('stg_cells') }}
    group by all

)

select * from prints
