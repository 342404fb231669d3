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
        unit_name,
        project_name,
        project_type,
        funding_source,
        is_carry_over,
        phase,
        amount_yuan,
        route
    from {{ ref('int_proved_facts') }}
    where fact = 'fct_project' and is_proved and is_own_phase

)

select * from proved
