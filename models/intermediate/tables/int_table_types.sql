-- The type of each table, told by its title, else by its header or by what its rows say: kinds of
-- indicators make it a table of goals, though its header names a project and its money.
with tables as (

    select * from {{ ref('stg_tables') }}

),

titles as (

    select * from {{ ref('int_titles') }}

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
        headers.*,
        known.table_type,
        table_types.subject = 'performance' as is_form
    from headers
    inner join {{ ref('table_titles') }} as known
        on known.place = 'header' and regexp_matches(headers.header_key, known.pattern)
    inner join {{ ref('table_types') }} as table_types on known.table_type = table_types.table_type
    qualify row_number() over (
        partition by headers.document_id, headers.table_no order by known.priority::integer
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
    having count(*) filter (where {{ names_kind_of_indicator('text_key') }}) >= 2

),

told as (

    select
        tables.document_id,
        tables.table_no,
        titles.table_title,
        headers.header_key,
        coalesce(
            titles.table_type,
            case when by_header.is_form then by_header.table_type end,
            by_content.table_type,
            by_header.table_type,
            'other'
        ) as table_type
    from tables
    left join titles on {{ same_table('tables', 'titles') }}
    left join headers on {{ same_table('tables', 'headers') }}
    left join by_header on {{ same_table('tables', 'by_header') }}
    left join by_content on {{ same_table('tables', 'by_content') }}

)

select * from told
