with table_types as (

    select * from {{ ref('table_types') }}

),

named as (

    select
        table_type,
        name_zh,
        subject,
        default_funding_source,
        default_nature,
        reason as description
    from table_types

)

select * from named
