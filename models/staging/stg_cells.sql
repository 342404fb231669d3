with cells as (

    select * from {{ source('raw', 'cells') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

squeezed as (

    select
        cells.* exclude (text, second_text),
        cells.text as raw_text,
        {{ squeezed('cells.text') }} as printed_text,
        case when cells.second_text <> cells.text then {{ squeezed('cells.second_text') }} end as other_text,
        cells.second_text is not null as has_second
    from cells
    inner join documents on cells.document_id = documents.document_id

),

folded as (

    select
        * exclude (other_text, has_second),
        {{ narrowed('printed_text') }} as text_key,
        case when has_second then coalesce({{ narrowed('other_text') }}, {{ narrowed('printed_text') }}) end
            as second_text_key
    from squeezed

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
