with lines as (

    select * from {{ source('raw', 'lines') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

folded as (

    select
        lines.document_id,
        lines.line_no,
        lines.page,
        lines.x0,
        lines.top,
        lines.x1,
        lines.bottom,
        lines.place,
        {{ unmarked(squeezed('lines.text')) }} as text,
        {{ unmarked(folded('lines.text')) }} as text_key
    from lines
    inner join documents on lines.document_id = documents.document_id

)

select * from folded
