with sources as (

    select * from {{ ref('funding_sources') }}

),

named as (

    select
        funding_source,
        name_zh,
        parent as parent_funding_source,
        reason as description
    from sources

)

select * from named
