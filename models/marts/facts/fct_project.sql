with leaves as (

    select *
    from {{ ref('int_facts') }}
    where table_type = 'project_expenditure' and project_name is not null and measure = 'expenditure'

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
        project_name,
        project_type,
        is_carry_over,
        phase,
        amount_yuan,
        route,
        coalesce(unit_name, department_name) as unit_name,
        case when funding_source = 'all' then 'unspecified' else funding_source end as funding_source
    from leaves

)

select * from chosen
