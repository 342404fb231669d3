-- Where a document prints several tables of one type, the fullest speaks for it.
with figures as (

    select * from {{ ref('audit_figures') }}

),

sizes as (

    select
        document_id,
        table_type,
        table_no,
        count(*) as figure_count
    from figures
    group by all

),

fullest as (

    select
        document_id,
        table_type,
        table_no
    from sizes
    qualify row_number() over (partition by document_id, table_type order by figure_count desc, table_no asc) = 1

)

select * from fullest
