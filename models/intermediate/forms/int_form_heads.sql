-- Forms print small tables of their own, 财政拨款 | 其他资金 over 合计 | 基本支出 | 项目支出: what stands
-- over a number in such a table, outermost first; else the header of the whole table.
with cells as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.row_span,
        cells.column_no,
        cells.column_span,
        cells.text_key,
        cells.printed_text,
        cells.printed_number
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_tables') }} as tables on {{ same_table('cells', 'tables') }}
    where tables.subject = 'performance'

),

nearest as (

    select
        numbers.document_id,
        numbers.table_no,
        numbers.row_no,
        numbers.column_no,
        max(heads.row_no) as head_row_no
    from cells as numbers
    inner join cells as heads
        on
            {{ same_table('numbers', 'heads') }}
            and numbers.row_no >= heads.row_no + heads.row_span
            and numbers.column_no between heads.column_no and heads.column_no + heads.column_span - 1
    where numbers.printed_number is not null and heads.printed_number is null
    group by all

),

headed as (

    select
        nearest.*,
        heads.text_key,
        outer_heads.text_key as outer_key
    from nearest
    inner join cells as heads
        on
            {{ same_table('nearest', 'heads') }}
            and nearest.head_row_no = heads.row_no
            and nearest.column_no between heads.column_no and heads.column_no + heads.column_span - 1
    left join cells as outer_heads
        on
            {{ same_table('heads', 'outer_heads') }}
            and heads.row_no = outer_heads.row_no + outer_heads.row_span
            and heads.column_no between outer_heads.column_no and outer_heads.column_no + outer_heads.column_span - 1
            and heads.column_span < outer_heads.column_span
            and outer_heads.printed_number is null
            -- a sentence is no header
            and length(outer_heads.text_key) <= 20

),

pathed as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        coalesce(nullif(concat_ws('/', headed.outer_key, headed.text_key), ''), columns.column_key) as head_path
    from cells
    left join headed on {{ same_cell('cells', 'headed') }}
    left join {{ ref('stg_columns') }} as columns on {{ same_column('cells', 'columns') }}
    where cells.printed_number is not null

)

select * from pathed
