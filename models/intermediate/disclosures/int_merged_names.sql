-- Names that a person has found to be one body's.
with merged as (

    select
        region_code,
        {{ body_name_key('name') }} as name_key,
        min({{ body_name_key('canonical_name') }}) as canonical_key
    from {{ ref('unit_merges') }}
    group by all

)

select * from merged
