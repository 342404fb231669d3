-- Rates of execution that self-evaluations print in the row of the amounts they are made of.
with cells as (

    select * from {{ ref('stg_cells') }}

),

forms as (

    select
        document_id,
        table_no,
        table_type,
        table_title
    from {{ ref('int_tables') }}
    where table_type in ('overall_self_evaluation', 'project_self_evaluation')

),

figures as (

    select * from {{ ref('audit_figures') }}

),

rate_columns as (

    select
        document_id,
        table_no,
        column_no
    from {{ ref('int_columns') }}
    where role = 'ratio' and regexp_matches(column_path, '执行率')

),

execution_rates as (

    select
        cells.document_id,
        cells.page,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.text_key,
        cells.second_text_key,
        forms.table_title,
        executed.row_label as rate_name,
        adjusted.figure_id as base_id,
        'self_evaluation_execution' as identity,
        [executed.figure_id] as part_ids,
        [1] as part_signs
    from cells
    inner join rate_columns
        on
            cells.document_id = rate_columns.document_id
            and cells.table_no = rate_columns.table_no
            and cells.column_no = rate_columns.column_no
    inner join forms on cells.document_id = forms.document_id and cells.table_no = forms.table_no
    inner join figures as executed
        on
            cells.document_id = executed.document_id
            and cells.table_no = executed.table_no
            and cells.row_no = executed.row_no
            and executed.phase = 'final'
    inner join figures as adjusted
        on
            cells.document_id = adjusted.document_id
            and cells.table_no = adjusted.table_no
            and cells.row_no = adjusted.row_no
            and adjusted.phase = 'adjusted'

)

select * from execution_rates
