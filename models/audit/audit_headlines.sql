-- The stated totals that identities between tables compare. Where a document prints several tables
-- of one type, the fullest speaks for it.
with stated as (

    select * from {{ ref('headlines_of_tables') }}
    union all
    select * from {{ ref('headlines_of_balances') }}
    union all
    select * from {{ ref('headlines_of_forms') }}

),

sizes as (

    select
        document_id,
        table_no,
        count(*) as figure_count
    from {{ ref('audit_figures') }}
    group by all

),

chosen as (

    select stated.*
    from stated
    inner join sizes on stated.document_id = sizes.document_id and stated.table_no = sizes.table_no
    qualify row_number() over (
        partition by stated.document_id, stated.table_type, stated.headline
        order by sizes.figure_count desc, stated.table_no, stated.figure_id
    ) = 1

)

select * from chosen
