-- Function and economic codes of what the prose names: the code printed with it, else the names of
-- 类, 款 and 项, where they lead to one code only.
with subjects as (

    select distinct
        concept,
        words,
        regexp_replace(
            regexp_replace(words, '["]|[(]?科目[)]?', '', 'g'),
            '^([^-()]+)-([^-()]+)-([^-()]+)$', '\1(类)\2(款)\3(项)'
        ) as name
    from {{ ref('int_stated_concepts') }}
    where subject_rule = '*' and concept in ('expenditure_by_function', 'expenditure_by_economic')

),

parts as (

    select
        concept,
        words,
        nullif(regexp_extract(name, '(?:^|[(])([235][0-9]{2}(?:[0-9]{2}){0,2})[)-]', 1), '') as printed_code,
        {{ code_name_key("regexp_replace(name, '[(](类|款)[)](支出)?$', '')") }} as name_key,
        {{ code_name_key("regexp_extract(name, '^(.*?)(?:[(]类[)]|$)', 1)") }} as class_key,
        {{ code_name_key("regexp_extract(name, '(?:[(]类[)](?:支出)?|^)([^类]*?)[(]款[)]', 1)") }} as group_key,
        {{ code_name_key("regexp_extract(name, '[(]款[)](.*?)[(]项[)]', 1)") }} as item_key
    from subjects

),

functions as (

    select
        code,
        level,
        parent_code,
        {{ code_name_key("unnest(list_concat([name], string_split(aliases, ';')))") }} as name_key
    from {{ ref('function_codes') }}

),

economic as (

    select
        code,
        {{ code_name_key("unnest(list_concat([name], string_split(aliases, ';')))") }} as name_key
    from {{ ref('economic_codes') }}

),

named as (

    select
        parts.concept,
        parts.words,
        coalesce(lowers.code, middles.code, uppers.code) as code
    from parts
    left join functions as uppers
        on uppers.level = 'class' and parts.class_key = uppers.name_key
    left join functions as middles
        on
            middles.level = 'group'
            and parts.group_key = middles.name_key
            and (uppers.code is null or uppers.code = middles.parent_code)
    left join functions as lowers
        on lowers.level = 'item' and parts.item_key = lowers.name_key and middles.code = lowers.parent_code
    where
        parts.concept = 'expenditure_by_function'
        and (parts.item_key = '' or lowers.code is not null)
        and (parts.group_key = '' or middles.code is not null)
    union all
    select
        parts.concept,
        parts.words,
        economic.code
    from parts
    inner join economic on parts.name_key = economic.name_key
    where parts.concept = 'expenditure_by_economic'

),

unique_codes as (

    select
        concept,
        words,
        any_value(code) as code
    from named
    where code is not null
    group by all
    having count(distinct code) = 1

),

resolved as (

    select
        parts.concept,
        parts.words,
        coalesce(parts.printed_code, unique_codes.code) as code
    from parts
    left join unique_codes on parts.concept = unique_codes.concept and parts.words = unique_codes.words

)

select * from resolved
