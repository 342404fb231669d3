with columns as (

    select * from {{ source('raw', 'columns') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

joined as (

    select
        columns.document_id,
        columns.table_no,
        columns.column_no,
        {{ squeezed("array_to_string(columns.header, '/')") }} as column_path,
        {{ folded("array_to_string(columns.header, '/')") }} as path_key
    from columns
    inner join documents on columns.document_id = documents.document_id

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
    from joined

)

select * from unit_apart
