-- Of each table: its figures, its largest printed total and what its leaves add up to in the same
-- column. Details far below their total are the mark of a lost page.
with figures as (

    select * from {{ ref('int_figures') }}

),

roles as (

    select * from {{ ref('int_figure_roles') }}

),

column_sums as (

    select
        figures.document_id,
        figures.table_no,
        figures.column_no,
        count(*) as figure_count,
        bool_or(figures.placement = 'guessed') as is_guessed,
        max(figures.amount_yuan) filter (where figures.is_total_row or figures.row_label is null) as total_yuan,
        sum(figures.amount_yuan) filter (
            where not figures.is_total_row
            and figures.row_label is not null
            and roles.row_role = 'leaf'
        ) as details_yuan
    from figures
    inner join roles on figures.figure_id = roles.figure_id
    group by all

),

table_sums as (

    select
        document_id,
        table_no,
        sum(figure_count) as figure_count,
        bool_or(is_guessed) as is_guessed,
        max(total_yuan) as total_yuan,
        max_by(details_yuan, (total_yuan, -column_no)) filter (where total_yuan is not null) as details_yuan
    from column_sums
    group by all

)

select * from table_sums
