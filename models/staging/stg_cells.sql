with cells as (

    select * from {{ source('raw', 'cells') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

folded as (

    select
        cells.* exclude (text, second_text),
        cells.text as raw_text,
        {{ squeezed('cells.text') }} as printed_text,
        {{ folded('cells.text') }} as text_key,
        {{ folded('cells.second_text') }} as second_text_key
    from cells
    inner join documents on cells.document_id = documents.document_id

),

typed as (

    select
        *,
        {{ printed_number('text_key') }} as printed_number,
        {{ printed_decimals('text_key') }} as printed_decimals,
        regexp_matches(text_key, '[.,]') as is_decimal
    from folded

)

select * from typed
