-- Forms (整体绩效目标, 自评表, a sheet per project) have no header over the whole table: an amount is
-- named by the label to its left or, where there is one, by the words over it.
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

)

select * from named
