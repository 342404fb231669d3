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
        unit_id,
        unit_code,
        phase,
        amount_yuan,
        route,
        replace(measure, 'three_public_', '') as expense
    from leaves
    where measure in (
        'three_public_abroad',
        'three_public_vehicle_purchase',
        'three_public_vehicle_operation',
        'three_public_vehicles',
        'three_public_reception'
    )

)

select * from chosen
