-- Forms (整体绩效目标, 自评表, a sheet per project) have no header over the whole table: an amount is
-- named by the label to its left and, where there is one, by the words over it; or by those alone.
with labelled as (

    select * from {{ ref('int_form_labels') }}

),

fields as (

    select * from {{ ref('form_fields') }}

),

named_by_label as (

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
    where fields.place = 'left'
    group by all

),

named_by_head as (

    select
        heads.document_id,
        heads.table_no,
        heads.row_no,
        heads.column_no,
        fields.table_type,
        any_value(labelled.row_label) as row_label,
        min_by(fields.measure, length(fields.label_pattern)) as measure,
        min_by(fields.funding_source, length(fields.label_pattern)) as funding_source
    from {{ ref('int_form_heads') }} as heads
    inner join {{ ref('int_tables') }} as tables
        on heads.document_id = tables.document_id and heads.table_no = tables.table_no
    inner join fields
        on
            tables.table_type = fields.table_type
            and fields.place = 'above'
            and regexp_matches(heads.head_path, fields.label_pattern)
    left join labelled
        on
            heads.document_id = labelled.document_id
            and heads.table_no = labelled.table_no
            and heads.row_no = labelled.row_no
            and heads.column_no = labelled.column_no
    group by all

),

named as (

    select * from named_by_label
    union all
    select named_by_head.*
    from named_by_head
    anti join named_by_label
        on
            named_by_head.document_id = named_by_label.document_id
            and named_by_head.table_no = named_by_label.table_no
            and named_by_head.row_no = named_by_label.row_no
            and named_by_head.column_no = named_by_label.column_no

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
    from {{ ref('stg_cells') }}
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
            and regexp_matches(heads.text_key, '(预算数|预算(金额)?$|执行|决算|金额|分值|得分|权重)')
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
