with leaves as (

    select *
    from {{ ref('int_facts') }}
    where table_type = 'operating_cost'

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
        economic_code,
        row_label as item_name,
        phase,
        amount_yuan,
        route,
        case when funding_source = 'all' then 'unspecified' else funding_source end as funding_source
    from leaves

)

select * from chosen
