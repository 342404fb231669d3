-- What no pattern names yet, wherever it is printed.
with tables as (

    select * from {{ ref('int_tables') }}

),

figures as (

    select * from {{ ref('int_figures') }}

),

titles as (

    select
        'title' as kind,
        coalesce(tables.table_title, '') as printed_text,
        tables.table_type,
        tables.table_title,
        tables.document_id,
        tables.table_no,
        tables.first_page as page,
        count(figures.figure_id) as figure_count,
        tables.header_key
    from tables
    inner join figures on {{ same_table('tables', 'figures') }}
    where tables.table_type = 'other'
    group by all

),

columns as (

    select
        'column' as kind,
        columns.column_path as printed_text,
        tables.table_type,
        tables.table_title,
        tables.document_id,
        tables.table_no,
        tables.first_page as page,
        columns.number_count as figure_count,
        columns.role <> 'amount' as is_told_words
    from {{ ref('int_columns') }} as columns
    inner join tables on {{ same_table('columns', 'tables') }}
    where
        tables.table_type <> 'other'
        and tables.subject <> 'performance'
        and (
            (columns.role = 'amount' and columns.number_count > 0 and not columns.is_named)
            or (columns.role in ('text', 'name', 'project_name', 'unit_name') and columns.decimal_count > 0)
        )

),

row_codes as (

    select
        'row_code' as kind,
        row_label as printed_text,
        * exclude (row_label)
    from {{ ref('int_uncoded_rows') }}

),

zones as (

    select
        'zone' as kind,
        zones.zone_name as printed_text,
        zones.region_code as table_type,
        zones.document_id,
        0 as table_no,
        1 as page,
        count(figures.figure_id) as figure_count
    from {{ ref('int_unlisted_zones') }} as zones
    left join figures on zones.document_id = figures.document_id
    group by all

),

gaps as (

    {{ union_by_name(['titles', 'columns', 'row_codes', 'zones']) }}

),

-- the same words in another year, another city or another numbering are the same gap
keyed as (

    select
        gaps.kind,
        gaps.printed_text,
        gaps.table_type,
        gaps.table_title,
        gaps.document_id,
        gaps.table_no,
        gaps.page,
        gaps.figure_count,
        documents.file_name,
        documents.region_code,
        documents.department_name,
        coalesce(gaps.is_told_words, false) as is_told_words,
        coalesce(gaps.header_key, '') as header_key,
        regexp_replace({{ name_key('gaps.printed_text') }}, '20[0-9]{2}(年度?)?', '', 'g') as words
    from gaps
    inner join {{ ref('int_documents') }} as documents on gaps.document_id = documents.document_id

)

select * from keyed
