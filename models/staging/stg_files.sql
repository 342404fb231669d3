with files as (

    select * from {{ source('raw', 'files') }}

)

select * from files
