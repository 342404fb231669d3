-- Function and economic codes of what the prose names: the code printed with it, else the names of
-- 类, 款 and 项, where they lead to one code only: of the lists, else of the document's own tables.
with parts as (

    select * from {{ ref('int_stated_names') }}

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
        parts.document_id,
        parts.concept,
        parts.words,
        coalesce(lowers.code, middles.code, uppers.code) as code
    from parts
    left join functions as uppers on uppers.level = 'class' and parts.class_key = uppers.name_key
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
        parts.document_id,
        parts.concept,
        parts.words,
        economic.code
    from parts
    inner join economic on parts.name_key = economic.name_key
    where parts.concept = 'expenditure_by_economic'

),

unique_codes as (

    select
        document_id,
        concept,
        words,
        any_value(code) as code
    from named
    where code is not null
    group by all
    having count(distinct code) = 1

),

-- what the document prints beside its codes, listed or not
own_items as (

    select distinct
        document_id,
        code,
        {{ code_name_key('printed_name') }} as name_key
    from {{ ref('int_code_names') }}
    where code_list = 'function' and length(code) = 7

),

own_codes as (

    select
        parts.document_id,
        parts.concept,
        parts.words,
        any_value(own_items.code) as code
    from parts
    inner join own_items on parts.document_id = own_items.document_id and parts.item_key = own_items.name_key
    left join functions as uppers on uppers.level = 'class' and parts.class_key = uppers.name_key
    left join functions as middles on middles.level = 'group' and parts.group_key = middles.name_key
    where
        parts.concept = 'expenditure_by_function'
        and starts_with(own_items.code, coalesce(middles.code, uppers.code, ''))
    group by all
    having count(distinct own_items.code) = 1

),

resolved as (

    select
        parts.document_id,
        parts.concept,
        parts.words,
        coalesce(parts.printed_code, unique_codes.code, own_codes.code) as code
    from parts
    left join unique_codes on {{ same_by('parts', 'unique_codes', 'document_id', 'concept', 'words') }}
    left join own_codes on {{ same_by('parts', 'own_codes', 'document_id', 'concept', 'words') }}

)

select * from resolved
