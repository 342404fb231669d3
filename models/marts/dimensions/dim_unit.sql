with units as (

    select
        {{ unit_key('region_code', 'body', 'unit_code') }} as unit_id,
        *
    from {{ ref('int_units') }}

),

counted as (

    select
        *,
        sum(mention_count) over (partition by unit_id, fiscal_year, unit_name) as name_count
    from units

),

named as (

    select
        unit_id,
        min(region_code) as region_code,
        case when bool_or(department_name is not null) then min(body) end as department_name,
        nullif(min(unit_code), '') as unit_code,
        -- the name its newest document prints most
        coalesce(
            max_by(unit_name, (fiscal_year is not null, fiscal_year, name_count, unit_name)),
            min(department_name)
        ) as unit_name,
        list_sort(list_distinct(list(unit_name))) as names_seen,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year,
        count(distinct document_id) as document_count
    from counted
    group by unit_id

)

select * from named
