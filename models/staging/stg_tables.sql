with tables as (

    select * from {{ source('raw', 'tables') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

present as (

    select tables.*
    from tables
    inner join documents on tables.document_id = documents.document_id

)

select * from present
