-- The documents that speak for their disclosure, and the body they are about: what compares one
-- body's documents with each other.
with documents as (

    select * from {{ ref('int_documents') }}

),

disclosures as (

    select * from {{ ref('int_disclosures') }}
    where is_current

),

bodies as (

    select
        documents.document_id,
        documents.document_kind,
        documents.region_code,
        documents.fiscal_year,
        {{ unit_key('documents.region_code', 'documents.body_name', "''") }} as unit_id
    from documents
    inner join disclosures on documents.document_id = disclosures.document_id

)

select * from bodies
