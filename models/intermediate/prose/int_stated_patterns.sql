-- Which words name which concept: the seed, and the names of the function classes.
with concepts as (

    select * from {{ ref('stated_concepts') }}

),

classes as (

    select distinct {{ without_expenditure("unnest(list_concat([name], string_split(aliases, ';')))") }} as name
    from {{ ref('function_codes') }}
    where level = 'class'

),

patterns as (

    select
        concept,
        subject,
        funding_source,
        kind,
        unit_pattern,
        context_pattern,
        priority,
        pattern
    from concepts
    union all
    select
        'expenditure_by_function' as concept,
        '*' as subject,
        null as funding_source,
        'money' as kind,
        null as unit_pattern,
        null as context_pattern,
        15 as priority,
        {{ class_named_in_prose('name') }} as pattern
    from classes

),

numbered as (

    select
        *,
        row_number() over (order by concept, pattern, context_pattern, subject) as pattern_no
    from patterns

)

select * from numbered
