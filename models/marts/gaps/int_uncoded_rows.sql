-- Rows of tables by code that name no code anybody listed.
with figures as (

    select * from {{ ref('int_figures') }}

),

named_rows as (

    select
        table_type,
        row_label
    from {{ ref('int_row_meanings') }}
    where nature is not null or funding_source is not null

),

row_codes as (

    select
        figures.row_label,
        figures.table_type,
        figures.table_title,
        figures.document_id,
        figures.table_no,
        min(figures.page) as page,
        count(*) as figure_count
    from figures
    -- a row that names a nature or a purse needs no code
    anti join named_rows
        on {{ same_by('figures', 'named_rows', 'table_type', 'row_label') }}
    where
        figures.subject in ('function', 'economic')
        and coalesce(figures.function_code, figures.economic_code, figures.government_economic_code) is null
        and figures.row_label is not null
        and not figures.is_total_row
        and not figures.is_unit_row
    group by all

)

select * from row_codes
