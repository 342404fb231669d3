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
        form_cells.document_id,
        form_cells.table_no,
        form_cells.row_no,
        form_cells.column_no,
        form_cells.column_path,
        form_cells.funding_source,
        form_cells.measure as form_measure,
        form_cells.row_label as form_label,
        projects.project_name as form_project,
        {{ folded('form_cells.column_path') }} as column_key,
        case
            when regexp_matches(form_cells.column_path, '年初') then 'initial'
            when regexp_matches(form_cells.column_path, '全年预算|调整') then 'adjusted'
            when regexp_matches(form_cells.column_path, '执行|决算') then 'final'
        end as phase,
        coalesce(form_cells.funding_source = 'carry_over', false) as is_carry_over,
        coalesce(
            {{ bracketed_unit(folded('form_cells.row_label')) }},
            case when tables.unit_source = 'table' then tables.printed_unit end,
            forms.printed_unit,
            tables.printed_unit
        ) as printed_unit
    from form_cells
    inner join forms on form_cells.document_id = forms.document_id and form_cells.table_no = forms.table_no
    inner join tables
        on form_cells.document_id = tables.document_id and form_cells.table_no = tables.table_no
    left join projects
        on
            form_cells.document_id = projects.document_id
            and form_cells.table_no = projects.table_no
            and form_cells.row_no > projects.first_row
            and form_cells.row_no < projects.next_row

)

select * from described
