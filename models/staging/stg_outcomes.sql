with outcomes as (

    select * from {{ source('raw', 'outcomes') }}

),

documents as (

    select document_id from {{ ref('stg_documents') }}

),

present as (

    select
        outcomes.document_id,
        outcomes.outcome_no,
        outcomes.step,
        outcomes.outcome,
        outcomes.reason,
        outcomes.page
    from outcomes
    inner join documents on outcomes.document_id = documents.document_id

)

select * from present
