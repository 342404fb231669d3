-- Forms (整体绩效目标, 自评表, a sheet per project) have no header over the whole table: an amount is
-- named by the label to its left and, where there is one, by the words over it.
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
    inner join {{ ref('int_tables') }} as tables
        on cells.document_id = tables.document_id and cells.table_no = tables.table_no
    where tables.subject = 'performance'

),

fields as (

    select * from {{ ref('form_fields') }}

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
        max_by(labels.text_key, labels.column_no) as row_key
    from cells as numbers
    inner join cells as labels
        on
            numbers.document_id = labels.document_id
            and numbers.table_no = labels.table_no
            and numbers.row_no = labels.row_no
            and numbers.column_no > labels.column_no
            and labels.printed_number is null
    where numbers.printed_number is not null
    group by all

),

named as (

    select
        labelled.document_id,
        labelled.table_no,
        labelled.row_no,
        labelled.column_no,
        labelled.table_type,
        labelled.row_label,
        min_by(fields.measure, length(fields.label_pattern)) as measure,
        min_by(fields.funding_source, length(fields.label_pattern)) as funding_source
    from labelled
    inner join fields
        on labelled.table_type = fields.table_type and regexp_matches(labelled.row_key, fields.label_pattern)
    group by all

),

heads as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        column_span,
        printed_text,
        text_key
    from cells
    where printed_number is null
    union all
    select
        document_id,
        table_no,
        0 as row_no,
        column_no,
        1 as column_span,
        regexp_extract(column_path, '[^/]*$') as printed_text,
        regexp_extract(column_key, '[^/]*$') as text_key
    from {{ ref('stg_columns') }}

),

-- 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分: a word over the column, if it is a short one
headed as (

    select
        named.document_id,
        named.table_no,
        named.row_no,
        named.column_no,
        max_by(heads.printed_text, heads.row_no) as column_path
    from named
    inner join heads
        on
            named.document_id = heads.document_id
            and named.table_no = heads.table_no
            and named.row_no > heads.row_no
            and named.column_no between heads.column_no and heads.column_no + heads.column_span - 1
            and regexp_matches(heads.text_key, '(预算数|执行数|决算数|金额|分值|执行率|得分|权重)')
            and length(heads.text_key) <= 16
    group by all

),

measured as (

    select
        named.*,
        coalesce(headed.column_path, '') as column_path
    from named
    left join headed
        on
            named.document_id = headed.document_id
            and named.table_no = headed.table_no
            and named.row_no = headed.row_no
            and named.column_no = headed.column_no
    where not regexp_matches(coalesce(headed.column_path, ''), '分值|执行率|得分|权重')

)

select * from measured
