-- Every printed amount of a table with what its column says about it or, in a form, the form.
with cells as (

    select * from {{ ref('stg_cells') }}
    where printed_number is not null

),

column_amounts as (

    select amounts.*
    from {{ ref('int_column_amounts') }} as amounts
    anti join {{ ref('int_forms') }} as forms on {{ same_table('amounts', 'forms') }}

),

described as (

    {{ union_by_name(['column_amounts', ref('int_form_amounts')]) }}

),

amounts as (

    select
        described.*,
        {{ all_but('cells', 'document_id', 'table_no', 'row_no', 'column_no') }}
    from described
    inner join cells on {{ same_cell('described', 'cells') }}

)

select * from amounts
