-- Forms (整体绩效目标, 自评表) have no header over the whole table: an amount is named by the label to
-- its left and, where there is one, by the words over it.
with cells as (

    select
        cells.*,
        tables.table_type
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_tables') }} as tables
        on cells.document_id = tables.document_id and cells.table_no = tables.table_no
    where tables.table_type in ('overall_performance', 'overall_self_evaluation')

),

fields as (

    select * from {{ ref('form_fields') }}

),

numbers as (

    select * from cells
    where printed_number is not null

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
    from numbers
    inner join cells as labels
        on
            numbers.document_id = labels.document_id
            and numbers.table_no = labels.table_no
            and numbers.row_no = labels.row_no
            and numbers.column_no > labels.column_no
            and labels.printed_number is null
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
        columns.document_id,
        columns.table_no,
        0 as row_no,
        columns.column_no,
        1 as column_span,
        regexp_extract(columns.column_path, '[^/]*$') as printed_text,
        regexp_extract(columns.column_key, '[^/]*$') as text_key
    from {{ ref('stg_columns') }} as columns

),

-- 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分: a word over the column, if it is a short one
headed as (

    select
        labelled.document_id,
        labelled.table_no,
        labelled.row_no,
        labelled.column_no,
        max_by(heads.printed_text, heads.row_no) as column_path
    from labelled
    inner join heads
        on
            labelled.document_id = heads.document_id
            and labelled.table_no = heads.table_no
            and labelled.row_no > heads.row_no
            and labelled.column_no between heads.column_no and heads.column_no + heads.column_span - 1
            and regexp_matches(heads.text_key, '(预算数|执行数|决算数|金额|分值|执行率|得分|权重)')
            and length(heads.text_key) <= 16
    group by all

),

measured as (

    select
        labelled.*,
        coalesce(headed.column_path, '') as column_path,
        min_by(fields.measure, length(fields.label_pattern)) as measure
    from labelled
    inner join fields
        on
            labelled.table_type = fields.table_type
            and regexp_matches(labelled.row_key, fields.label_pattern)
    left join headed
        on
            labelled.document_id = headed.document_id
            and labelled.table_no = headed.table_no
            and labelled.row_no = headed.row_no
            and labelled.column_no = headed.column_no
    where not regexp_matches(coalesce(headed.column_path, ''), '分值|执行率|得分|权重')
    group by all

)

select * from measured
