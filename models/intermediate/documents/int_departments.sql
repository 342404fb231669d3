-- Whose document it is, and of which region: a functional zone, else an administrative region, else
-- the state, whose bodies name no place.
with bodies as (

    select * from {{ ref('int_body_regions') }}

),

zones as (

    select * from {{ ref('int_zones') }}

),

departments as (

    select
        bodies.document_id,
        bodies.department_name,
        case
            when zones.region_code is not null then zones.region_code
            when position(coalesce(bodies.alias, '-') in bodies.department_name) > 0 then bodies.region_code
            when regexp_matches({{ folded('bodies.department_name') }}, '{{ central_body() }}') then '100000'
            else bodies.region_code
        end as region_code
    from bodies
    left join zones on bodies.document_id = zones.document_id

)

select * from departments
