with pages as (

    select * from {{ source('raw', 'pages') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

present as (

    select
        pages.document_id,
        pages.page,
        pages.width,
        pages.height,
        pages.rotation,
        pages.route,
        pages.has_text,
        pages.has_image
    from pages
    inner join documents on pages.document_id = documents.document_id

)

select * from present
