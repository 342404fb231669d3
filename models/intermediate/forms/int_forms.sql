-- Tables that are forms, and the unit they state beside a label, whatever the tables are in:
-- 资金金额（万元）.
with forms as (

    select distinct
        document_id,
        table_no
    from {{ ref('int_form_cells') }}

),

units as (

    select
        document_id,
        table_no,
        {{ bracketed_unit('text_key') }} as printed_unit
    from {{ ref('stg_cells') }}
    union all
    select
        document_id,
        table_no,
        printed_unit
    from {{ ref('stg_columns') }}

),

stated as (

    select
        forms.document_id,
        forms.table_no,
        max(units.printed_unit) as printed_unit
    from forms
    inner join units on {{ same_table('forms', 'units') }}
    group by all

)

select * from stated
