with natures as (

    select * from {{ ref('expenditure_natures') }}

),

named as (

    select
        nature,
        name_zh,
        parent as parent_nature,
        reason::varchar as description
    from natures

)

select * from named
