with codes as (

    {{ listed_and_printed_codes('government_economic_codes', 'government_economic_code') }}

),

described as (

    select
        valid_from,
        valid_to,
        aliases,
        first_year_seen,
        last_year_seen,
        code as government_economic_code,
        name as government_economic_name,
        {{ code_level('code') }} as level,
        left(code, 3) as class_code,
        is_listed
    from codes

)

select * from described
