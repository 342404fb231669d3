-- The functional zone a body's name names: one of its own, or of a kind the city or county before it
-- may have. GB/T 2260 knows none of them: the key is local.
with bodies as (

    select
        *,
        {{ folded('department_name') }} as name_key
    from {{ ref('int_body_regions') }}
    where regexp_matches(department_name, '区|国际港')

),

zones as (

    select * from {{ ref('functional_zones') }}

),

named as (

    select
        bodies.document_id,
        zones.code,
        zones.name,
        zones.parent_code,
        bodies.region_code as body_region_code,
        regexp_extract(bodies.name_key, '^(.*?)(?:' || zones.pattern || ')', 1) as words_before,
        length(regexp_extract(bodies.name_key, zones.pattern)) as word_length
    from bodies
    inner join zones
        on
            regexp_matches(bodies.name_key, zones.pattern)
            -- a zone run with a district is the district
            and not regexp_matches(coalesce(bodies.alias, ''), zones.pattern)

),

-- 新乡高新区 is 新乡市's
parents as (

    select
        named.document_id,
        named.code,
        max_by(regions.region_code, length(regions.alias)) as region_code
    from named
    inner join {{ ref('int_region_names') }} as regions
        on regions.alias in (
            named.words_before, named.words_before || '市', named.words_before || '县', named.words_before || '区'
        )
    where named.parent_code is null and named.words_before <> ''
    group by all

),

keyed as (

    select
        named.document_id,
        named.name as zone_name,
        coalesce(named.parent_code, parents.region_code, named.body_region_code) as parent_code,
        case
            when named.parent_code is not null then named.code
            else coalesce(parents.region_code, named.body_region_code) || '-' || named.code
        end as region_code,
        named.parent_code is null as is_kind
    from named
    left join parents on named.document_id = parents.document_id and named.code = parents.code
    qualify row_number() over (
        partition by named.document_id
        order by named.parent_code is not null desc, named.word_length desc, named.code asc
    ) = 1

),

placed as (

    select
        keyed.document_id,
        keyed.region_code,
        keyed.parent_code,
        regions.name as parent_name,
        case when keyed.is_kind then regions.name || keyed.zone_name else keyed.zone_name end as region_name,
        regions.full_name || keyed.zone_name as full_name
    from keyed
    inner join {{ ref('regions') }} as regions on keyed.parent_code = regions.code

)

select * from placed
