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

    select
        document_id,
        table_no,
        row_no,
        column_no,
        column_path,
        column_key,
        nature,
        funding_source,
        phase,
        three_public,
        is_carry_over,
        printed_unit,
        block_no,
        column_measure,
        null::varchar as form_measure,
        null::varchar as form_label,
        null::varchar as form_project
    from column_amounts
    union all
    select
        document_id,
        table_no,
        row_no,
        column_no,
        column_path,
        column_key,
        null::varchar as nature,
        funding_source,
        phase,
        null::varchar as three_public,
        is_carry_over,
        printed_unit,
        null::hugeint as block_no,
        null::varchar as column_measure,
        form_measure,
        form_label,
        form_project
    from {{ ref('int_form_amounts') }}

),

amounts as (

    select
        described.*,
        {{ all_but('cells', 'document_id', 'table_no', 'row_no', 'column_no') }}
    from described
    inner join cells on {{ same_cell('described', 'cells') }}

)

select * from amounts
