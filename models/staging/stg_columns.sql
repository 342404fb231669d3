with columns as (

    select * from {{ source('raw', 'columns') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

squeezed as (

    select
        columns.document_id,
        columns.table_no,
        columns.column_no,
        list_filter(
            list_transform(columns.header, lambda word: {{ squeezed('word') }}),
            lambda word: not {{ is_mark('word') }}
        ) as words
    from columns
    inner join documents on columns.document_id = documents.document_id

),

joined as (

    select
        *,
        array_to_string(list_transform(words, lambda word: {{ said_once('word') }}), '/') as column_path
    from squeezed

),

folded as (

    select
        *,
        {{ narrowed('column_path') }} as path_key
    from joined

),

-- 金额（万元） is 金额, in 万元
unit_apart as (

    select
        document_id,
        table_no,
        column_no,
        column_path,
        {{ without_unit('path_key') }} as column_key,
        {{ bracketed_unit('path_key') }} as printed_unit
    from folded

)

select * from unit_apart
