-- The words before a row's amounts, once per block. Merged label cells (类型, 项目单位) stand in their
-- first row only: they hold for all rows they span.
with blocks as (

    select * from {{ ref('int_blocks') }}
    where kind = 'label'

),

cells as (

    select
        *,
        unnest(range(row_span)) as rows_below
    from {{ ref('stg_cells') }}

),

labels as (

    select
        blocks.document_id,
        blocks.table_no,
        blocks.block_no,
        blocks.subject,
        blocks.role,
        cells.row_no + cells.rows_below as row_no,
        min_by(cells.printed_text, blocks.column_no) as label_text,
        bool_or({{ is_total_word('cells.text_key') }}) as says_total,
        max({{ year_of_row('cells.text_key') }}) as label_year,
        max({{ phase_of_row('cells.text_key') }}) as label_phase,
        bool_or({{ says_change('cells.text_key') }}) as says_change
    from blocks
    inner join cells
        on
            {{ same_table('blocks', 'cells') }}
            and blocks.column_no between cells.column_no and cells.column_no + cells.column_span - 1
    group by all

),

pivoted as (

    select
        document_id,
        table_no,
        block_no,
        row_no,
        any_value(subject) as subject,
        max(label_text) filter (where role = 'project_name') as project_label,
        max(label_text) filter (where role = 'project_code') as project_code_label,
        max(label_text) filter (where role = 'project_type') as project_type,
        max(label_text) filter (where role = 'unit_name') as unit_label,
        max(label_text) filter (where role = 'unit_code') as unit_code_label,
        max(label_text) filter (where role in ('name', 'code')) as other_label,
        bool_or(says_total and role <> 'project_type') as says_total,
        max(label_year) as label_year,
        max(label_phase) as label_phase,
        bool_or(says_change) as says_change
    from labels
    group by all

)

select * from pivoted
