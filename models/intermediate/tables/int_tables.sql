-- What each table is: its type, its unit, and what holds where its columns say nothing.
with tables as (

    select * from {{ ref('stg_tables') }}

),

types as (

    select * from {{ ref('int_table_types') }}

),

units as (

    select * from {{ ref('int_table_units') }}

),

table_types as (

    select * from {{ ref('table_types') }}

),

title_meanings as (

    select
        types.document_id,
        types.table_no,
        min_by(meanings.value, meanings.priority::integer) filter (where meanings.attribute = 'funding_source')
            as funding_source,
        min_by(meanings.value, meanings.priority::integer) filter (where meanings.attribute = 'nature') as nature
    from types
    inner join {{ ref('title_meanings') }} as meanings
        on
            regexp_matches(types.table_title, meanings.pattern)
            and regexp_matches(types.table_type, meanings.table_type_pattern)
    group by all

),

described as (

    select
        tables.*,
        {{ all_but('types', 'document_id', 'table_no') }},
        units.printed_unit,
        units.unit_source,
        table_types.subject,
        table_types.default_measure,
        table_types.code_list,
        coalesce(title_meanings.funding_source, table_types.default_funding_source) as default_funding_source,
        coalesce(title_meanings.nature, table_types.default_nature) as default_nature
    from tables
    inner join types on {{ same_table('tables', 'types') }}
    inner join table_types on types.table_type = table_types.table_type
    inner join units on {{ same_table('tables', 'units') }}
    left join title_meanings on {{ same_table('tables', 'title_meanings') }}

)

select * from described
