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
        false as is_told_words,
        tables.header_key
    from tables
    inner join figures on tables.document_id = figures.document_id and tables.table_no = figures.table_no
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
        columns.role <> 'amount' as is_told_words,
        '' as header_key
    from {{ ref('int_columns') }} as columns
    inner join tables on columns.document_id = tables.document_id and columns.table_no = tables.table_no
    where
        tables.table_type <> 'other'
        and tables.subject <> 'performance'
        and (
            (columns.role = 'amount' and columns.number_count > 0 and not columns.is_named)
            or (columns.role in ('text', 'name', 'project_name', 'unit_name') and columns.decimal_count > 0)
        )

),

named_rows as (

    select
        table_type,
        row_label
    from {{ ref('int_row_meanings') }}
    where nature is not null or funding_source is not null

),

row_codes as (

    select
        'row_code' as kind,
        figures.row_label as printed_text,
        figures.table_type,
        figures.table_title,
        figures.document_id,
        figures.table_no,
        min(figures.page) as page,
        count(*) as figure_count,
        false as is_told_words,
        '' as header_key
    from figures
    -- a row that names a nature or a purse needs no code
    anti join named_rows
        on figures.table_type = named_rows.table_type and figures.row_label = named_rows.row_label
    where
        figures.subject in ('function', 'economic')
        and coalesce(figures.function_code, figures.economic_code, figures.government_economic_code) is null
        and figures.row_label is not null
        and not figures.is_total_row
        and not figures.is_unit_row
    group by all

),

zones as (

    select
        'zone' as kind,
        zones.zone_name as printed_text,
        zones.region_code as table_type,
        null::varchar as table_title,
        zones.document_id,
        0 as table_no,
        1 as page,
        count(figures.figure_id) as figure_count,
        false as is_told_words,
        '' as header_key
    from {{ ref('int_unlisted_zones') }} as zones
    left join figures on zones.document_id = figures.document_id
    group by all

),

gaps as (

    select * from titles
    union all
    select * from columns
    union all
    select * from row_codes
    union all
    select * from zones

),

-- the same words in another year, another city or another numbering are the same gap
keyed as (

    select
        gaps.*,
        documents.file_name,
        documents.region_code,
        documents.department_name,
        regexp_replace({{ name_key('gaps.printed_text') }}, '20[0-9]{2}(年度?)?', '', 'g') as words
    from gaps
    inner join {{ ref('int_documents') }} as documents on gaps.document_id = documents.document_id

)

select * from keyed
