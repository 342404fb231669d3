-- Where a table prints indicators: the column of the 三级指标 and, to its right, that of its target
-- (and of what was reached). Named by the table's header or by a header row within a form.
with header_columns as (

    select
        document_id,
        table_no,
        0 as header_row_no,
        column_no,
        column_key,
        regexp_extract(column_key, '([^/]*)$', 1) as leaf,
        regexp_extract(column_key, '([^/]*)/[^/]*$', 1) as parent
    from {{ ref('int_columns') }}
    where subject = 'performance'

),

inner_rows as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no as header_row_no,
        cells.column_no,
        cells.text_key as column_key,
        cells.text_key as leaf,
        '' as parent
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_tables') }} as tables on {{ same_table('cells', 'tables') }}
    where tables.subject = 'performance'

),

named as (

    select * from header_columns
    union all
    select * from inner_rows

),

indicators as (

    select *
    from named
    where regexp_full_match(leaf, '三级指标(名称)?|指标名称|绩效指标')

),

paired as (

    select
        indicators.document_id,
        indicators.table_no,
        indicators.header_row_no,
        indicators.column_no as indicator_column,
        indicators.parent as category,
        min(named.column_no) filter (where regexp_matches(named.leaf, '(指标值|目标值)$')) as target_column,
        min(named.column_no) filter (where regexp_matches(named.leaf, '完成值|实际值')) as actual_column,
        max(named.column_no) filter (where regexp_matches(named.leaf, '^一级指标')) as first_column,
        max(named.column_no) filter (where regexp_matches(named.leaf, '^二级指标')) as second_column,
        min(named.column_no) filter (where regexp_matches(named.leaf, '度量单位|计量单位')) as unit_column,
        min(named.column_no) filter (where regexp_matches(named.leaf, '指标性质|符号')) as operator_column
    from indicators
    inner join named
        on
            {{ same_by('indicators', 'named', 'document_id', 'table_no', 'header_row_no') }}
            and indicators.column_no <> named.column_no
            and (indicators.parent = '' or indicators.column_no < named.column_no and indicators.parent = named.parent)
    group by all
    having target_column is not null

)

select * from paired
