-- What the tables of a document call its body: a form's own field for it, a header, the first body listed in
-- tables of revenue and expenditure.
with cells as (

    select * from {{ ref('stg_cells') }}
    where printed_number is null and printed_text <> ''

),

form_cells as (

    select
        labels.document_id,
        case when regexp_matches(labels.text_key, '主管|项目|实施|评价') then 'superior' else 'form' end as said_in,
        min_by(cells.printed_text, cells.column_no) as name
    from cells as labels
    inner join cells on {{ same_row('labels', 'cells') }} and labels.column_no < cells.column_no
    where
        regexp_full_match(labels.text_key, '(?:主管|项目|实施|评价项目)?{{ body_label() }}:?')
        and labels.text_key not in ('部门', '单位')
        and labels.text_key <> cells.text_key
    group by labels.document_id, labels.table_no, labels.row_no, labels.column_no, labels.text_key

),

headers as (

    select distinct
        document_id,
        'header' as said_in,
        unnest(string_split(column_path, '/')) as name
    from {{ ref('stg_columns') }}

),

listed as (

    select
        cells.document_id,
        'listed' as said_in,
        regexp_replace(cells.printed_text, '^[0-9]+[-－—]?', '') as name
    from cells
    inner join {{ ref('int_tables') }} as tables on {{ same_table('cells', 'tables') }}
    where
        tables.table_type in ('revenue', 'expenditure')
        and regexp_matches({{ unit_name_key('cells.printed_text') }}, '[省市区县州盟旗].*{{ body_ending() }}')
    qualify row_number() over (
        partition by cells.document_id order by cells.table_no, cells.row_no, cells.column_no
    ) = 1

),

named as (

    select * from form_cells
    union all
    select * from headers
    where length(name) >= 6
    union all
    select * from listed

)

select * from named
