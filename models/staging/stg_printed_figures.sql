with figures as (

    select * from {{ source('raw', 'printed_figures') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

present as (

    select
        figures.document_id,
        figures.page,
        figures.figure_no,
        figures.x0,
        figures.top,
        figures.x1,
        figures.bottom,
        figures.table_no,
        figures.row_no,
        figures.column_no,
        figures.region,
        {{ folded('figures.text') }} as text_key
    from figures
    inner join documents on figures.document_id = documents.document_id

)

select * from present
