-- What would be facts if a printed total proved them.
with unproved as (

    select
        fact,
        figure_id,
        document_id,
        disclosure_id,
        region_code,
        department_id,
        fiscal_year,
        document_kind,
        unit_id,
        unit_code,
        unit_name,
        function_code,
        economic_code,
        government_economic_code,
        expenditure_scope,
        nature,
        funding_source,
        is_carry_over,
        revenue_item,
        expense,
        project_name,
        project_type,
        item_name,
        phase,
        amount_yuan,
        route,
        outcome,
        total_yuan as printed_total_yuan,
        difference_yuan
    from {{ ref('int_proved_facts') }}
    where not is_proved

)

select * from unproved
