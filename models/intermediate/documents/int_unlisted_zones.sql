-- The zone a body's name names and no row of functional_zones knows: 西安市沣河新区管理委员会. Its documents
-- stay with the region before it.
with bodies as (

    select
        document_id,
        region_code,
        -- what follows the region's own name
        regexp_replace({{ folded('department_name') }}, '^(.*?' || coalesce(alias, '') || ')', '') as words
    from {{ ref('int_body_regions') }}
    where department_name is not null

),

named as (

    select
        bodies.document_id,
        bodies.region_code,
        regexp_extract(
            bodies.words,
            '^(?:中共|中国共产党)?(\p{Han}{2,8}?(?:新区|开发区|示范区|管理区|合作区|试验区|度假区|保税区|产业园区?|工业园区?|科技园区?|集聚区))',
            1
        ) as zone_name
    from bodies
    anti join {{ ref('int_zones') }} as zones on bodies.document_id = zones.document_id

),

unlisted as (

    select * from named
    where zone_name <> ''

)

select * from unlisted
