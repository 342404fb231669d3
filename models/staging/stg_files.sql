with files as (

    select * from {{ source('raw', 'files') }}

),

present as (

    select
        file_path,
        file_name,
        document_id,
        sha256,
        format,
        byte_size,
        is_duplicate
    from files

)

select * from present
