with pages as (

    select * from {{ source('raw', 'pages') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

present as (

    select pages.*
    from pages
    inner join documents on pages.document_id = documents.document_id

)

select * from present
