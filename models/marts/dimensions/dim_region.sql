with regions as (

    select * from {{ ref('regions') }}

),

zones as (

    select * from {{ ref('int_zones') }}

),

named as (

    select
        code as region_code,
        name as region_name,
        level,
        parent_code,
        parent_name,
        full_name,
        left(code, 2) || '0000' as province_code
    from regions
    union all
    select distinct
        region_code,
        region_name,
        'zone' as level,
        parent_code,
        parent_name,
        full_name,
        left(region_code, 2) || '0000' as province_code
    from zones

)

select * from named
