-- Tables that are forms, and the unit they state beside a label, whatever the tables are in:
-- 资金金额（万元）.
with forms as (

    select distinct
        document_id,
        table_no
    from {{ ref('int_form_cells') }}

),

words as (

    select
        document_id,
        table_no,
        text_key
    from {{ ref('stg_cells') }}
    union all
    select
        document_id,
        table_no,
        column_key as text_key
    from {{ ref('stg_columns') }}

),

stated as (

    select
        forms.document_id,
        forms.table_no,
        max(nullif(regexp_extract(words.text_key, '[(](亿元|万元|千元|元)[)]', 1), '')) as printed_unit
    from forms
    inner join words on forms.document_id = words.document_id and forms.table_no = words.table_no
    group by all

)

select * from stated
