-- Totals and their parts within one printed row.
with figures as (

    select * from {{ ref('audit_figures') }}

),

identities as (

    select * from {{ ref('audit_column_identities') }}

),

totals as (

    select
        identities.identity,
        identities.part_column,
        identities.is_optional,
        figures.document_id,
        figures.table_no,
        figures.row_no,
        figures.figure_id as total_figure_id
    from identities
    inner join figures
        on
            {{ same_table('identities', 'figures') }}
            and identities.total_column = figures.column_no

),

sums as (

    select
        totals.identity,
        totals.document_id,
        totals.total_figure_id,
        totals.is_optional,
        parts.figure_id as part_figure_id,
        -- 其中 is compared part by part
        totals.total_figure_id
        || case when totals.identity = 'part_within_total' then '/' || totals.part_column else '' end as place_key
    from totals
    left join figures as parts
        on
            {{ same_row('totals', 'parts') }}
            and totals.part_column = parts.column_no

),

compared as (

    select *
    from sums
    where part_figure_id is not null or identity <> 'part_within_total'

)

select * from compared
