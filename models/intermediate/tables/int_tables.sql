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
        tables.document_id,
        tables.table_no,
        tables.first_page,
        tables.last_page,
        tables.column_count,
        tables.row_count,
        tables.routes,
        tables.confidence,
        types.table_title,
        types.header_key,
        types.table_type,
        units.printed_unit,
        units.unit_source,
        table_types.subject,
        coalesce(title_meanings.funding_source, table_types.default_funding_source) as default_funding_source,
        coalesce(title_meanings.nature, table_types.default_nature) as default_nature
    from tables
    inner join types
        on tables.document_id = types.document_id and tables.table_no = types.table_no
    inner join table_types on types.table_type = table_types.table_type
    inner join units
        on tables.document_id = units.document_id and tables.table_no = units.table_no
    left join title_meanings
        on tables.document_id = title_meanings.document_id and tables.table_no = title_meanings.table_no

)

select * from described
