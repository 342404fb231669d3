with cells as (

    select * from {{ source('raw', 'cells') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

squeezed as (

    select
        cells.document_id,
        cells.table_no,
        cells.row_no,
        cells.column_no,
        cells.row_span,
        cells.column_span,
        cells.page,
        cells.x0,
        cells.top,
        cells.x1,
        cells.bottom,
        cells.place,
        cells.placement,
        cells.confidence,
        cells.text as raw_text,
        cells.second_text is not null as has_second,
        {{ squeezed('cells.text') }} as printed_text,
        case when cells.second_text <> cells.text then {{ squeezed('cells.second_text') }} end as other_text
    from cells
    inner join documents on cells.document_id = documents.document_id

),

folded as (

    select
        *,
        {{ narrowed('printed_text') }} as text_key,
        case when has_second then coalesce({{ narrowed('other_text') }}, {{ narrowed('printed_text') }}) end
            as second_text_key
    from squeezed

),

typed as (

    select
        document_id,
        table_no,
        row_no,
        column_no,
        row_span,
        column_span,
        page,
        x0,
        top,
        x1,
        bottom,
        place,
        placement,
        confidence,
        raw_text,
        printed_text,
        text_key,
        second_text_key,
        {{ printed_number('text_key') }} as printed_number,
        {{ printed_decimals('text_key') }} as printed_decimals,
        regexp_matches(text_key, '[.,]') as is_decimal
    from folded

)

select * from typed
