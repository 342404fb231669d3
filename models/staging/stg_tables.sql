with tables as (

    select * from {{ source('raw', 'tables') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

present as (

    select
        tables.document_id,
        tables.table_no,
        tables.first_page,
        tables.last_page,
        tables.column_count,
        tables.row_count,
        tables.routes,
        tables.confidence
    from tables
    inner join documents on tables.document_id = documents.document_id

)

select * from present
