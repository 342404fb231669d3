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
        documents.department_id,
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
    inner join tables on {{ same_table('indicator_columns', 'tables') }}
    inner join documents on indicator_columns.document_id = documents.document_id and documents.is_current
    inner join cells
        on
            {{ same_table('indicator_columns', 'cells') }}
            and indicator_columns.indicator_column = cells.column_no
            and indicator_columns.header_row_no < cells.row_no
            and cells.printed_number is null
    left join pages on {{ same_by('cells', 'pages', 'document_id', 'page') }}
    left join cells as target_cells
        on
            {{ same_row('cells', 'target_cells') }}
            and indicator_columns.target_column = target_cells.column_no
    left join cells as actual
        on
            {{ same_row('cells', 'actual') }}
            and indicator_columns.actual_column = actual.column_no
    left join labels as indicator on {{ same_cell('cells', 'indicator') }}
    left join labels as first_level
        on
            {{ same_row('cells', 'first_level') }}
            and indicator_columns.first_column = first_level.column_no
    left join labels as second_level
        on
            {{ same_row('cells', 'second_level') }}
            and indicator_columns.second_column = second_level.column_no
    left join labels as measure_unit
        on
            {{ same_row('cells', 'measure_unit') }}
            and indicator_columns.unit_column = measure_unit.column_no
    left join labels as operators
        on
            {{ same_row('cells', 'operators') }}
            and indicator_columns.operator_column = operators.column_no
    where not regexp_matches(cells.text_key, '^(三级指标|指标名称|绩效指标)$')
    -- a header printed again on a later page governs the rows under it
    qualify row_number() over (partition by target_id order by indicator_columns.header_row_no desc) = 1

)

select * from targets
