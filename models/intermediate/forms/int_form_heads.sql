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
    inner join {{ ref('int_tables') }} as tables
        on cells.document_id = tables.document_id and cells.table_no = tables.table_no
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
            numbers.document_id = heads.document_id
            and numbers.table_no = heads.table_no
            and numbers.row_no >= heads.row_no + heads.row_span
            and numbers.column_no between heads.column_no and heads.column_no + heads.column_span - 1
    where numbers.printed_number is not null and heads.printed_number is null
    group by all

),

headed as (

    select
        nearest.document_id,
        nearest.table_no,
        nearest.row_no,
        nearest.column_no,
        heads.text_key,
        outer_heads.text_key as outer_key
    from nearest
    inner join cells as heads
        on
            nearest.document_id = heads.document_id
            and nearest.table_no = heads.table_no
            and nearest.head_row_no = heads.row_no
            and nearest.column_no between heads.column_no and heads.column_no + heads.column_span - 1
    left join cells as outer_heads
        on
            heads.document_id = outer_heads.document_id
            and heads.table_no = outer_heads.table_no
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
    left join headed
        on
            cells.document_id = headed.document_id
            and cells.table_no = headed.table_no
            and cells.row_no = headed.row_no
            and cells.column_no = headed.column_no
    left join {{ ref('stg_columns') }} as columns
        on
            cells.document_id = columns.document_id
            and cells.table_no = columns.table_no
            and cells.column_no = columns.column_no
    where cells.printed_number is not null

)

select * from pathed
