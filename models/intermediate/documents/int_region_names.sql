-- The ways a region is named in print: alone, and after the names of what it lies in.
with regions as (

    select * from {{ ref('regions') }}
    where level <> 'nation'

),

aliases as (

    select
        region_code,
        alias
    from {{ ref('region_aliases') }}

),

-- 朝阳区 stands in two cities: a name that several regions share names none of them
alone as (

    select
        any_value(code) as region_code,
        name as alias
    from regions
    where length(name) >= 3
    group by all
    having count(*) = 1

),

with_parent as (

    select
        code as region_code,
        parent_name || name as alias
    from regions
    where parent_name is not null

),

full_names as (

    select
        code as region_code,
        full_name as alias
    from regions

),

named as (

    select * from alone
    union
    select * from with_parent
    union
    select * from full_names
    union
    select * from aliases

)

select * from named
