-- What each table is: named by its title, else by its header, else by what its rows say.
with tables as (

    select * from {{ ref('stg_tables') }}

),

titles as (

    select * from {{ ref('int_titles') }}

),

table_types as (

    select * from {{ ref('table_types') }}

),

headers as (

    select
        document_id,
        table_no,
        string_agg(column_key, '|' order by column_no) as header_key
    from {{ ref('stg_columns') }}
    group by all

),

by_header as (

    select
        headers.document_id,
        headers.table_no,
        table_types.table_type
    from headers
    inner join table_types on regexp_matches(headers.header_key, table_types.header_pattern)
    qualify row_number() over (
        partition by headers.document_id, headers.table_no order by table_types.priority::integer
    ) = 1

),

-- goals run over pages, and the pages after the first bear neither title nor header
by_content as (

    select
        document_id,
        table_no,
        'project_performance' as table_type
    from {{ ref('stg_cells') }}
    group by all
    having
        count(*) filter (
            where regexp_full_match(
                text_key, '(产出|效益|满意度|成本|数量|质量|时效|(经济|社会|生态)(效益|成本)|可持续影响|服务对象满意度)指标'
            )
        ) >= 2

),

units as (

    select
        document_id,
        table_no,
        any_value(unit) as unit
    from {{ ref('int_caption_units') }}
    group by all

),

-- a form that states no unit beside its title prints one beside some of its numbers: ≤3843.67万元
cell_units as (

    select
        document_id,
        table_no,
        mode(nullif(regexp_extract(text_key, '[0-9](亿元|万元|元)', 1), '')) as unit
    from {{ ref('stg_cells') }}
    group by all

),

counted_units as (

    select
        document_id,
        unit,
        count(*) as table_count
    from units
    group by all

),

document_units as (

    select
        document_id,
        max_by(unit, (table_count, unit)) as unit
    from counted_units
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
        titles.table_title,
        headers.header_key,
        coalesce(titles.table_type, by_header.table_type, by_content.table_type, 'other') as table_type,
        coalesce(units.unit, document_units.unit, cell_units.unit) as printed_unit,
        case
            when units.unit is not null then 'table'
            when document_units.unit is not null then 'document'
            when cell_units.unit is not null then 'cells'
        end as unit_source
    from tables
    left join titles
        on tables.document_id = titles.document_id and tables.table_no = titles.table_no
    left join headers
        on tables.document_id = headers.document_id and tables.table_no = headers.table_no
    left join by_header
        on tables.document_id = by_header.document_id and tables.table_no = by_header.table_no
    left join by_content
        on tables.document_id = by_content.document_id and tables.table_no = by_content.table_no
    left join units
        on tables.document_id = units.document_id and tables.table_no = units.table_no
    left join document_units on tables.document_id = document_units.document_id
    left join cell_units
        on tables.document_id = cell_units.document_id and tables.table_no = cell_units.table_no

),

title_meanings as (

    select
        described.document_id,
        described.table_no,
        min_by(meanings.value, meanings.priority::integer) filter (where meanings.attribute = 'funding_source')
            as funding_source,
        min_by(meanings.value, meanings.priority::integer) filter (where meanings.attribute = 'nature') as nature
    from described
    inner join {{ ref('title_meanings') }} as meanings
        on
            regexp_matches(described.table_title, meanings.pattern)
            and regexp_matches(described.table_type, meanings.table_type_pattern)
    group by all

),

typed as (

    select
        described.document_id,
        described.table_no,
        described.first_page,
        described.last_page,
        described.column_count,
        described.row_count,
        described.routes,
        described.confidence,
        described.table_title,
        described.header_key,
        described.table_type,
        described.printed_unit,
        described.unit_source,
        table_types.subject,
        coalesce(title_meanings.funding_source, table_types.default_funding_source) as default_funding_source,
        coalesce(title_meanings.nature, table_types.default_nature) as default_nature
    from described
    inner join table_types on described.table_type = table_types.table_type
    left join title_meanings
        on described.document_id = title_meanings.document_id and described.table_no = title_meanings.table_no

)

select * from typed
