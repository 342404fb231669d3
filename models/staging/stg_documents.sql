with documents as (

    select * from {{ source('raw', 'documents') }}

),

files as (

    select * from {{ ref('stg_files') }}

),

-- a content seen under several names is one document, named after the first file
present as (

    select
        documents.document_id,
        documents.sha256,
        documents.format,
        documents.byte_size,
        documents.page_count,
        documents.extractor_version,
        min_by(files.file_name, files.is_duplicate::integer) as file_name,
        count(*) as file_count
    from documents
    inner join files on documents.document_id = files.document_id
    group by all

)

select * from present
