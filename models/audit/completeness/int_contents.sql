-- The tables a document's contents list promises: what is promised and not there is missing.
with lines as (

    select * from {{ ref('stg_lines') }}

),

tables as (

    select * from {{ ref('int_tables') }}

),

titles as (

    select * from {{ ref('table_titles') }}
    where place = 'title'

),

first_tables as (

    select
        document_id,
        min(first_page) as first_page
    from tables
    group by all

),


-- in a text dump everything is one page; a line that begins with a year is a title over its table
entries as (

    select
        lines.document_id,
        lines.line_no,
        regexp_replace(
            regexp_extract(
                regexp_replace(lines.text_key, '[.…·]{2,}.*$', ''),
                '^[-·•]*(?:[(]?[一二三四五六七八九十]{1,3}[)、.]+|[0-9]{1,2}[、.]|'
                || '(?:预算|公开|附|表)?[0-9一二三四五六七八九十]{1,3}表?[、.:]?)(.{2,50}表.{0,30})$',
                1
            ),
            '[0-9]{1,3}$',
            ''
        ) as title_key
    from lines
    inner join first_tables on lines.document_id = first_tables.document_id
    where
        (lines.page < first_tables.first_page or (first_tables.first_page = 1 and lines.line_no <= 80))
        and not regexp_matches(lines.text_key, '^20[0-9]{2}年')

),

named as (

    select
        entries.document_id,
        entries.line_no,
        entries.title_key,
        min_by(titles.table_type, titles.priority::integer) as table_type
    from entries
    inner join titles on regexp_matches(entries.title_key, titles.pattern)
    where entries.title_key <> '' and not regexp_matches(entries.title_key, '[。；，,;]|说明')
    group by all

),

-- said again, the title heads its table
listed as (

    select *
    from named
    qualify row_number() over (partition by document_id, title_key order by line_no) = 1

),

numbered as (

    select
        document_id,
        table_type,
        title_key as promised_title,
        row_number() over (partition by document_id, table_type order by line_no) as nth
    from listed

)

select * from numbered
