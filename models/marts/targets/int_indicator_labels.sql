-- 一级指标, 二级指标 and the project a row belongs to: merged cells hold for the rows they span.
with spanned as (

    select
        document_id,
        table_no,
        column_no,
        row_no,
        printed_text,
        unnest(range(row_span)) as rows_below
    from {{ ref('stg_cells') }}
    where printed_number is null

),

cells as (

    select
        document_id,
        table_no,
        column_no,
        row_no + rows_below as row_no,
        min_by(printed_text, row_no) as label_text
    from spanned
    group by all

),

projects as (

    select
        document_id,
        table_no,
        row_no,
        last_value(max(project_name) ignore nulls) over (partition by document_id, table_no order by row_no)
            as project_name
    from {{ ref('int_rows') }}
    group by document_id, table_no, row_no

),

labelled as (

    select
        cells.*,
        projects.project_name
    from cells
    left join projects on {{ same_row('cells', 'projects') }}

)

select * from labelled
