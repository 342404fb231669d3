with captions as (

    select * from {{ source('raw', 'captions') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

folded as (

    select
        captions.document_id,
        captions.table_no,
        captions.caption_no,
        captions.position,
        captions.page,
        {{ unmarked(squeezed('captions.text')) }} as text,
        {{ unmarked(folded('captions.text')) }} as text_key
    from captions
    inner join documents on captions.document_id = documents.document_id

)

select * from folded
