-- Rows of the table that speaks for its type, with the amount in each column that states a headline:
-- what a function item, an economic item or a project costs.
with figures as (

    select * from {{ ref('audit_figures') }}

),

nodes as (

    select * from {{ ref('int_level_nodes') }}
    where kind in ('code', 'project')

),

parts as (

    select * from {{ ref('audit_row_parts') }}

),

-- the fullest table speaks for its type
speaking as (

    select * from {{ ref('audit_speaking_tables') }}

),

headline_columns as (

    select
        headlines.document_id,
        headlines.table_no,
        headlines.headline,
        figures.column_no
    from {{ ref('audit_headlines') }} as headlines
    inner join figures on headlines.figure_id = figures.figure_id

),

-- the final-accounts table of basic expenditure has no total row, and one amount column per block
sole_columns as (

    select
        figures.document_id,
        figures.table_no,
        'total' as headline,
        min(figures.column_no) as column_no
    from figures
    semi join speaking on {{ same_table('figures', 'speaking') }}
    anti join headline_columns
        on
            {{ same_table('figures', 'headline_columns') }}
            and headline_columns.headline = 'total'
    where
        figures.table_type = 'general_public_basic'
    group by figures.document_id, figures.table_no, figures.block_no
    having count(distinct figures.column_no) = 1

),

columns as (

    select * from headline_columns
    union all by name
    select * from sole_columns

),

items as (

    select
        nodes.document_id,
        nodes.table_no,
        nodes.table_type,
        nodes.kind,
        nodes.code,
        nodes.row_no,
        regexp_replace({{ folded('nodes.project_name') }}, '[^0-9A-Za-z\p{Han}]', '', 'g') as project_key,
        figures.project_type,
        columns.headline,
        figures.figure_id,
        figures.amount_yuan,
        coalesce(parts.total_kind, '') <> 'code' as is_top_code
    from nodes
    inner join figures
        on
            {{ same_table('nodes', 'figures') }}
            and nodes.block_no = coalesce(figures.block_no, 0)
            and nodes.row_no = figures.row_no
    inner join columns on {{ same_column('figures', 'columns') }}
    left join parts
        on
            {{ same_table('nodes', 'parts') }}
            and nodes.block_no = parts.part_block
            and nodes.row_no = parts.part_row
    where figures.phase <> 'previous_year'

)

select * from items
