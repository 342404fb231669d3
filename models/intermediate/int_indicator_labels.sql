-- 一级指标, 二级指标 and the project a row belongs to: merged cells hold for the rows they span.
with cells as (

    select
        cells.document_id,
        cells.table_no,
        cells.column_no,
        cells.row_no + spanned.n as row_no,
        min_by(cells.printed_text, cells.row_no) as label
    from {{ ref('stg_cells') }} as cells
    cross join lateral (select unnest(range(cells.row_span)) as n) as spanned
    where cells.printed_number is null
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
    left join projects
        on
            cells.document_id = projects.document_id
            and cells.table_no = projects.table_no
            and cells.row_no = projects.row_no

)

select * from labelled
