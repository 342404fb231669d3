-- The documents that speak for their disclosure, and the body they are about: what compares one
-- body's documents with each other. Accounts of a department's own money (本级) are not those of all its
-- units, where it publishes both.
with documents as (

    select * from {{ ref('int_documents') }}

),

disclosures as (

    select * from {{ ref('int_disclosures') }}
    where is_current and department_id is not null

),

bodies as (

    select
        documents.document_id,
        documents.document_kind,
        documents.region_code,
        documents.fiscal_year,
        disclosures.department_id,
        disclosures.unit_id,
        disclosures.disclosure_id,
        disclosures.part
    from documents
    inner join disclosures on documents.document_id = disclosures.document_id

)

select * from bodies
