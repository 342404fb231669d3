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
        {{ folded("array_to_string(columns.header, '/')") }} as column_key
    from columns
    inner join documents on columns.document_id = documents.document_id

)

select * from joined
