-- Tables that are forms, and the unit they state beside a label, whatever the tables are in:
-- 资金金额（万元）. What stands below the last amount is about indicators: 预计运营收入（亿元）.
with forms as (

    select
        document_id,
        table_no,
        max(row_no) as last_row
    from {{ ref('int_form_cells') }}
    group by all

),

units as (

    select
        document_id,
        table_no,
        row_no,
        {{ bracketed_unit('text_key') }} as printed_unit
    from {{ ref('stg_cells') }}
    union all
    select
        document_id,
        table_no,
        0 as row_no,
        printed_unit
    from {{ ref('stg_columns') }}

),

stated as (

    select
        forms.document_id,
        forms.table_no,
        max(units.printed_unit) filter (where units.row_no <= forms.last_row) as printed_unit
    from forms
    inner join units on {{ same_table('forms', 'units') }}
    group by all

)

select * from stated
