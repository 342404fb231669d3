with regions as (

    select * from {{ ref('regions') }}

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

)

select * from named
