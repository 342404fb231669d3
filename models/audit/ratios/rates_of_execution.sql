-- Rates of execution that self-evaluations print in the row of the amounts they are made of.
with cells as (

    select * from {{ ref('stg_cells') }}

),

forms as (

    select * from {{ ref('int_tables') }}
    where table_type in ('overall_self_evaluation', 'project_self_evaluation')

),

figures as (

    select * from {{ ref('audit_figures') }}

),

rate_columns as (

    select * from {{ ref('int_columns') }}
    where role = 'ratio' and regexp_matches(column_path, '执行率')

),

execution_rates as (

    select
        cells.*,
        forms.table_title,
        executed.row_label as rate_name,
        adjusted.figure_id as base_id,
        'self_evaluation_execution' as identity,
        [executed.figure_id] as part_ids,
        [1] as part_signs
    from cells
    semi join rate_columns on {{ same_column('cells', 'rate_columns') }}
    inner join forms on {{ same_table('cells', 'forms') }}
    inner join figures as executed on {{ same_row('cells', 'executed') }} and executed.phase = 'final'
    inner join figures as adjusted on {{ same_row('cells', 'adjusted') }} and adjusted.phase = 'adjusted'

)

select * from execution_rates
