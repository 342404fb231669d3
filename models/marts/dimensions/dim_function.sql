with codes as (

    {{ listed_and_printed_codes('function_codes', 'function_code') }}

),

described as (

    select
        valid_from,
        valid_to,
        aliases,
        first_year_seen,
        last_year_seen,
        code as function_code,
        name as function_name,
        {{ code_level('code', 'group', 'item') }} as level,
        left(code, 3) as class_code,
        case when length(code) >= 5 then left(code, 5) end as group_code,
        is_listed
    from codes

)

select * from described
