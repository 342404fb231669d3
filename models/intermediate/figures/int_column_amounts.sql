-- What its column says about an amount.
with cells as (

    select * from {{ ref('stg_cells') }}
    where printed_number is not null

),

columns as (

    select
        columns.*,
        max(case when blocks.kind = 'label' then blocks.block_no end) over (
            partition by columns.document_id, columns.table_no
            order by columns.column_no
        ) as block_no
    from {{ ref('int_columns') }} as columns
    left join {{ ref('int_blocks') }} as blocks on {{ same_column('columns', 'blocks') }}

),

-- below 一级指标 a form about the whole department holds targets and scores
targets as (

    select
        document_id,
        table_no,
        min(row_no) as first_row
    from {{ ref('stg_cells') }}
    where {{ is_indicator_level('text_key') }}
    group by all

),

described as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        columns.column_path,
        columns.column_key,
        columns.nature,
        columns.funding_source,
        columns.phase,
        columns.three_public,
        columns.final_phase,
        columns.side,
        columns.is_carry_over,
        columns.printed_unit,
        columns.block_no,
        columns.measure as column_measure
    from cells
    inner join columns on {{ same_column('cells', 'columns') }}
    left join targets on {{ same_table('cells', 'targets') }}
    where
        columns.role = 'amount'
        and (
            columns.table_type not in ('overall_performance', 'overall_self_evaluation')
            or (
                cells.row_no < coalesce(targets.first_row, 1000000)
                and (columns.nature is not null or columns.funding_source is not null or columns.is_form_money)
            )
        )

)

select * from described
