-- What the form it stands in says about an amount.
with form_cells as (

    select * from {{ ref('int_form_cells') }}

),

forms as (

    select * from {{ ref('int_forms') }}

),

tables as (

    select * from {{ ref('int_tables') }}

),

projects as (

    select * from {{ ref('int_form_projects') }}

),

described as (

    select
        {{ all_but('form_cells', 'measure', 'row_label') }},
        form_cells.measure as form_measure,
        form_cells.phase as final_phase,
        form_cells.row_label as form_label,
        projects.project_name as form_project,
        {{ folded('form_cells.column_path') }} as column_key,
        coalesce(form_cells.funding_source = 'carry_over', false) as is_carry_over,
        coalesce(
            {{ bracketed_unit(folded('form_cells.row_label')) }},
            case when tables.unit_source = 'table' then tables.printed_unit end,
            forms.printed_unit,
            tables.printed_unit
        ) as printed_unit
    from form_cells
    inner join forms on {{ same_table('form_cells', 'forms') }}
    inner join tables on {{ same_table('form_cells', 'tables') }}
    left join projects
        on
            {{ same_table('form_cells', 'projects') }}
            and form_cells.row_no > projects.first_row
            and form_cells.row_no < projects.next_row

)

select * from described
