with leaves as (

    select *
    from {{ ref('int_facts') }}
    where table_type = 'three_public_expenses'

),

chosen as (

    select
        figure_id,
        document_id,
        disclosure_id,
        region_code,
        fiscal_year,
        document_kind,
        department_id,
        unit_id,
        unit_code,
        phase,
        amount_yuan,
        route,
        replace(measure, 'three_public_', '') as expense
    from leaves
    where measure in {{ public_expenses() }}

)

select * from chosen
