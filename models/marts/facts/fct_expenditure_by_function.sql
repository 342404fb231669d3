with proved as (

    select
        figure_id,
        document_id,
        disclosure_id,
        region_code,
        department_id,
        fiscal_year,
        document_kind,
        unit_id,
        unit_code,
        function_code,
        nature,
        funding_source,
        is_carry_over,
        phase,
        amount_yuan,
        route
    from {{ ref('int_proved_facts') }}
    where fact = 'fct_expenditure_by_function' and is_proved and is_own_phase

)

select * from proved
