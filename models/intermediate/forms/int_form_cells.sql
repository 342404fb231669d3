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
    inner join {{ ref('int_tables') }} as tables on {{ same_table('heads', 'tables') }}
    inner join fields
        on
            tables.table_type = fields.table_type
            and fields.place = 'above'
            and regexp_matches(heads.head_path, fields.label_pattern)
    left join labelled on {{ same_cell('heads', 'labelled') }}
    group by all

),

named as (

    select * from named_by_label
    union all
    select named_by_head.*
    from named_by_head
    anti join named_by_label on {{ same_cell('named_by_head', 'named_by_label') }}

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
            {{ same_table('named', 'heads') }}
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
    left join headed on {{ same_cell('named', 'headed') }}
    where not regexp_matches(coalesce(headed.column_path, ''), '分值|执行率|得分|权重')

)

select * from measured
