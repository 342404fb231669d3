with figures as (

    select * from {{ source('raw', 'printed_figures') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

present as (

    select
        figures.* exclude (text),
        {{ folded('figures.text') }} as text_key
    from figures
    inner join documents on figures.document_id = documents.document_id

)

select * from present
