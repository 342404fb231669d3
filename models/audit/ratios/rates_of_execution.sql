-- Rates of execution that self-evaluations print in the row of the amounts they are made of: what was
-- executed of the year's budget. Where a row prints both for all money and for each purse, the rate is
-- that of the first pair, all money: operands of one row, one measure and one purse.
with cells as (

    select * from {{ ref('stg_cells') }}

),

forms as (

    select * from {{ ref('int_tables') }}
    where table_type in ('overall_self_evaluation', 'project_self_evaluation')

),

-- an indicator is no money, whatever the header above it says
figures as (

    select
        *,
        row_number() over (
            partition by document_id, table_no, row_no, phase order by column_no
        ) as nth
    from {{ ref('audit_figures') }}
    where not regexp_matches(coalesce(row_label, ''), '指标')

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
    inner join figures as executed
        on
            {{ same_row('cells', 'executed') }}
            and executed.phase = 'final'
            and executed.nth = 1
            and cells.column_no > executed.column_no
    inner join figures as adjusted
        on
            {{ same_row('cells', 'adjusted') }}
            and adjusted.phase = 'adjusted'
            and adjusted.nth = 1
            and cells.column_no > adjusted.column_no
            and executed.measure = adjusted.measure
            and executed.funding_source is not distinct from adjusted.funding_source

)

select * from execution_rates
