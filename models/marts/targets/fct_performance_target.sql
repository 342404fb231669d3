with indicator_columns as (

    select * from {{ ref('int_indicator_columns') }}

),

labels as (

    select * from {{ ref('int_indicator_labels') }}

),

cells as (

    select * from {{ ref('stg_cells') }}

),

tables as (

    select * from {{ ref('int_tables') }}
    where subject = 'performance'

),

documents as (

    select * from {{ ref('dim_document') }}

),

pages as (

    select * from {{ ref('stg_pages') }}

),

targets as (

    select
        cells.document_id,
        documents.disclosure_id,
        documents.region_code,
        documents.fiscal_year,
        documents.document_kind,
        documents.department_name,
        tables.table_type,
        cells.table_no,
        cells.page,
        cells.row_no,
        second_level.label_text as indicator_level_2,
        cells.printed_text as indicator,
        actual.printed_text as actual_value,
        pages.route,
        md5(concat_ws('|', cells.document_id, cells.table_no, cells.row_no, cells.column_no)) as target_id,
        coalesce(
            indicator.project_name,
            case
                when tables.table_type like 'project%'
                    then regexp_extract(tables.table_title, '^(.*?)(?:项目)?(?:支出)?绩效', 1)
            end
        ) as project_name,
        coalesce(nullif(indicator_columns.category, ''), first_level.label_text) as indicator_level_1,
        concat_ws('', operators.label_text, target_cells.printed_text, measure_unit.label_text) as target_value
    from indicator_columns
    inner join tables
        on indicator_columns.document_id = tables.document_id and indicator_columns.table_no = tables.table_no
    inner join documents on indicator_columns.document_id = documents.document_id and documents.is_current
    inner join cells
        on
            indicator_columns.document_id = cells.document_id
            and indicator_columns.table_no = cells.table_no
            and indicator_columns.indicator_column = cells.column_no
            and indicator_columns.header_row_no < cells.row_no
            and cells.printed_number is null
    left join pages on cells.document_id = pages.document_id and cells.page = pages.page
    left join cells as target_cells
        on
            cells.document_id = target_cells.document_id
            and cells.table_no = target_cells.table_no
            and cells.row_no = target_cells.row_no
            and indicator_columns.target_column = target_cells.column_no
    left join cells as actual
        on
            cells.document_id = actual.document_id
            and cells.table_no = actual.table_no
            and cells.row_no = actual.row_no
            and indicator_columns.actual_column = actual.column_no
    left join labels as indicator
        on
            cells.document_id = indicator.document_id
            and cells.table_no = indicator.table_no
            and cells.row_no = indicator.row_no
            and cells.column_no = indicator.column_no
    left join labels as first_level
        on
            cells.document_id = first_level.document_id
            and cells.table_no = first_level.table_no
            and cells.row_no = first_level.row_no
            and indicator_columns.first_column = first_level.column_no
    left join labels as second_level
        on
            cells.document_id = second_level.document_id
            and cells.table_no = second_level.table_no
            and cells.row_no = second_level.row_no
            and indicator_columns.second_column = second_level.column_no
    left join labels as measure_unit
        on
            cells.document_id = measure_unit.document_id
            and cells.table_no = measure_unit.table_no
            and cells.row_no = measure_unit.row_no
            and indicator_columns.unit_column = measure_unit.column_no
    left join labels as operators
        on
            cells.document_id = operators.document_id
            and cells.table_no = operators.table_no
            and cells.row_no = operators.row_no
            and indicator_columns.operator_column = operators.column_no
    where not regexp_matches(cells.text_key, '^(三级指标|指标名称|绩效指标)$')
    -- a header printed again on a later page governs the rows under it
    qualify row_number() over (partition by target_id order by indicator_columns.header_row_no desc) = 1

)

select * from targets
