-- The lines of a table of projects in the sections whose sum is printed over them: the whole table
-- (section 0), and what follows each total. Of each line, its first amount.
with figures as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        project_name,
        is_total_row,
        amount_yuan,
        min(column_no) over (partition by document_id, table_no) as first_column
    from {{ ref('int_figures') }}
    where subject = 'project' and amount_yuan is not null

),

descriptions as (

    select distinct
        cells.document_id,
        cells.table_no,
        cells.row_no
    from {{ ref('stg_cells') }} as cells
    inner join {{ ref('int_columns') }} as columns on {{ same_column('cells', 'columns') }}
    where columns.role = 'text' and columns.subject = 'project' and length(cells.text_key) >= 4

),

totals as (

    select
        figures.document_id,
        figures.table_no,
        figures.row_no,
        figures.amount_yuan,
        descriptions.row_no is not null as is_described,
        figures.project_name is null or figures.is_total_row as is_total
    from figures
    left join descriptions on {{ same_row('figures', 'descriptions') }}
    where figures.column_no = figures.first_column

),

-- 合计 below all it adds up is read as if it stood above
ordered as (

    select
        *,
        case
            when
                row_no > max(row_no) filter (where not is_total) over (partition by document_id, table_no)
                and min(row_no) filter (where not is_total) over (partition by document_id, table_no)
                = min(row_no) over (partition by document_id, table_no)
                then 0
            else row_no
        end as line_no
    from totals

),

sections as (

    select
        *,
        count(*) filter (where is_total) over (partition by document_id, table_no order by line_no) as section_no
    from ordered
    union all
    select
        *,
        0 as section_no
    from ordered

),

lines as (

    select
        document_id,
        table_no,
        section_no,
        row_no,
        amount_yuan,
        is_described,
        first_value(amount_yuan) over from_above as section_yuan,
        row_number() over from_above = 1 as is_opener,
        row_number() over (partition by document_id, table_no, section_no order by line_no desc, row_no asc)
            as nth_from_below
    from sections
    window from_above as (partition by document_id, table_no, section_no order by line_no asc, row_no desc)

)

select * from lines
