-- Broken identities beside a cell that looks like an amount and is no number: it may be the operand that is
-- missing. Rates, dates and words with digits are none.
with causes as (

    select * from {{ ref('audit_causes') }}

),

cells as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_columns') }} as columns on {{ same_column('cells', 'columns') }}
    where
        columns.role = 'amount'
        and regexp_full_match(cells.text_key, '[-△▲(]?[0-9][0-9,.]*[.,][0-9,.]*[)]?')
        and not {{ is_number('cells.text_key') }}

),

unreadable as (

    select distinct causes.finding_id
    from causes
    inner join cells
        on
            {{ same_table('causes', 'cells') }}
            and (causes.row_no = cells.row_no or causes.column_no = cells.column_no)

)

select * from unreadable
