-- What the prose names by function or economic item: the code printed with it, and the names of 类, 款
-- and 项 apart.
with named as (

    select distinct
        document_id,
        concept,
        words,
        {{ levels_told('words') }} as name
    from {{ ref('int_stated_concepts') }}
    where subject_rule = '*' and concept in ('expenditure_by_function', 'expenditure_by_economic')

),

parts as (

    select
        *,
        nullif(regexp_extract(name, '(?:^|[(])([235][0-9]{2}(?:[0-9]{2}){0,2})[)-]', 1), '') as printed_code,
        {{ code_name_key(without_level('name')) }} as name_key,
        {{ code_name_key(named_class('name')) }} as class_key,
        {{ code_name_key(named_group('name')) }} as group_key,
        {{ code_name_key(named_item('name')) }} as item_key
    from named

)

select * from parts
