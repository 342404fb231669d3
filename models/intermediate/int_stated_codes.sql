-- Function and economic codes of what the prose names: the code in brackets, else the names of
-- 类, 款 and 项, where they lead to one code only.
with subjects as (

    select distinct
        concept,
        regexp_replace(words, '["]|[(]?科目[)]?', '', 'g') as words
    from {{ ref('int_stated_concepts') }}
    where subject_rule = '*' and concept in ('expenditure_by_function', 'expenditure_by_economic')

),

parts as (

    select
        concept,
        words,
        nullif(regexp_extract(words, '(?:^|[(])([235][0-9]{2}(?:[0-9]{2}){0,2})[)-]', 1), '') as printed_code,
        nullif(regexp_replace(regexp_extract(words, '^(.*?)(?:[(]类[)]|$)', 1), '支出$', ''), '') as class_key,
        nullif(regexp_replace(regexp_extract(words, '(?:[(]类[)](?:支出)?|^)([^类]*?)[(]款[)]', 1), '支出$', ''), '') as group_key,
        nullif(regexp_replace(regexp_extract(words, '[(]款[)](.*?)[(]项[)]', 1), '支出$', ''), '') as item_key
    from subjects

),

names as (

    select
        code,
        level,
        parent_code,
        {{ folded("regexp_replace(unnest([name] || string_split(coalesce(aliases, ''), ';')), '支出$', '')") }} as name_key
    from {{ ref('function_codes') }}

),

economic as (

    select
        code,
        {{ folded("regexp_replace(unnest([name] || string_split(coalesce(aliases, ''), ';')), '支出$', '')") }} as name_key
    from {{ ref('economic_codes') }}

),

by_name as (

    select
        parts.concept,
        parts.words,
        coalesce(items.code, groups.code, classes.code) as code
    from parts
    left join names as classes
        on classes.level = 'class' and parts.class_key = classes.name_key
    left join names as groups
        on
            groups.level = 'group'
            and parts.group_key = groups.name_key
            and (classes.code is null or groups.parent_code = classes.code)
    left join names as items
        on items.level = 'item' and parts.item_key = items.name_key and items.parent_code = groups.code
    where
        parts.concept = 'expenditure_by_function'
        and (parts.item_key is null or items.code is not null)
        and (parts.group_key is null or groups.code is not null)
    union all
    select
        parts.concept,
        parts.words,
        economic.code
    from parts
    inner join economic
        on
            regexp_replace(regexp_replace(parts.words, '[(](类|款)[)](支出)?$', ''), '支出$', '') = economic.name_key
    where parts.concept = 'expenditure_by_economic'

),

unique_codes as (

    select
        concept,
        words,
        any_value(code) as code
    from by_name
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
