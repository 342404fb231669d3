with proved as (

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
        economic_code,
        item_name,
        funding_source,
        phase,
        amount_yuan,
        route
    from {{ ref('int_proved_facts') }}
    where fact = 'fct_operating_cost' and is_proved and is_own_phase

)

select * from proved
