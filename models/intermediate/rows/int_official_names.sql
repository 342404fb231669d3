-- Every name of the three code lists, official or printed, and the word it is compared by.
with lists as (

    select
        'function' as code_list,
        code,
        name,
        valid_from,
        aliases
    from {{ ref('function_codes') }}
    union all
    select
        'economic' as code_list,
        code,
        name,
        valid_from,
        aliases
    from {{ ref('economic_codes') }}
    union all
    select
        'government_economic' as code_list,
        code,
        name,
        valid_from,
        aliases
    from {{ ref('government_economic_codes') }}

),

names as (

    select
        code_list,
        code,
        valid_from,
        name
    from lists
    union all
    select
        code_list,
        code,
        valid_from,
        unnest(string_split(aliases, ';')) as name
    from lists
    where aliases is not null

),

keyed as (

    select distinct
        code_list,
        code,
        valid_from,
        name as printed_name,
        {{ name_key('name') }} as name_key
    from names

),

-- classes are printed with and without 支出
with_short_classes as (

    select * from keyed
    union
    select
        code_list,
        code,
        valid_from,
        printed_name,
        {{ without_expenditure('name_key') }} as name_key
    from keyed
    where length(code) = 3

)

select * from with_short_classes
