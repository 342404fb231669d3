-- Forms (整体绩效目标, 自评表, a sheet per project) have no header over the whole table: what stands to
-- the left of a number is its label.
with cells as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.column_span,
        cells.printed_text,
        cells.text_key,
        cells.printed_number,
        tables.table_type
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_tables') }} as tables on {{ same_table('cells', 'tables') }}
    where tables.subject = 'performance'

),

labelled as (

    select
        numbers.document_id,
        numbers.table_no,
        numbers.row_no,
        numbers.column_no,
        numbers.table_type,
        -- 1、资金来源：(1)政府预算资金 stands in one cell or in two
        regexp_replace(max_by(labels.printed_text, labels.column_no), '^[0-9]、[^:：]*[:：]([(（])', '\1') as row_label,
        {{ without_unit('max_by(labels.text_key, labels.column_no)') }} as row_key
    from cells as numbers
    inner join cells as labels
        on
            {{ same_row('numbers', 'labels') }}
            and numbers.column_no > labels.column_no
            and labels.printed_number is null
    where numbers.printed_number is not null
    group by all

)

select * from labelled
