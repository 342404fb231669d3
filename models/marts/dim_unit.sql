with figures as (

    select * from {{ ref('int_figures') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

units as (

    select
        region_code,
        body_name as body,
        department_name,
        coalesce(unit_code, '') as unit_code,
        unit_name,
        fiscal_year,
        document_id
    from figures
    where unit_code is not null
    union all
    select
        region_code,
        body_name as body,
        department_name,
        '' as unit_code,
        department_name as unit_name,
        fiscal_year,
        document_id
    from documents

),

counted as (

    select
        *,
        count(*) over (
            partition by region_code, body, unit_code, fiscal_year, unit_name
        ) as name_count
    from units

),

named as (

    select
        {{ unit_key('region_code', 'body', 'unit_code') }} as unit_id,
        any_value(region_code) as region_code,
        case when bool_or(department_name is not null) then any_value(body) end as department_name,
        nullif(any_value(unit_code), '') as unit_code,
        -- the name its newest document prints most
        coalesce(max_by(unit_name, (fiscal_year, name_count, unit_name)), any_value(department_name)) as unit_name,
        list_sort(list_distinct(list(unit_name))) as names_seen,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year,
        count(distinct document_id) as document_count
    from counted
    group by {{ unit_key('region_code', 'body', 'unit_code') }}

)

select * from named
