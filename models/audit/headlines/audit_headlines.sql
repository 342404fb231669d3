-- The stated totals that identities between tables compare.
with stated as (

    {{ union_by_name([ref('headlines_of_tables'), ref('headlines_of_balances'), ref('headlines_of_forms')]) }}

),

speaking as (

    select * from {{ ref('audit_speaking_tables') }}

),

chosen as (

    select
        stated.document_id,
        stated.table_no,
        stated.table_type,
        stated.headline,
        stated.figure_id
    from stated
    semi join speaking on {{ same_table('stated', 'speaking') }}
    qualify row_number() over (
        partition by stated.document_id, stated.table_type, stated.headline order by stated.figure_id
    ) = 1

)

select * from chosen
