with lines as (

    select * from {{ source('raw', 'lines') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

folded as (

    select
        lines.* exclude (text),
        {{ unmarked(squeezed('lines.text')) }} as text,
        {{ unmarked(folded('lines.text')) }} as text_key
    from lines
    inner join documents on lines.document_id = documents.document_id

)

select * from folded
