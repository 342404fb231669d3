with documents as (

    select * from {{ ref('int_documents') }}

),

disclosures as (

    select * from {{ ref('int_disclosures') }}

),

outcomes as (

    select
        document_id,
        any_value(outcome) as read_outcome,
        any_value(reason) as read_reason
    from {{ ref('stg_outcomes') }}
    where step = 'read'
    group by all

),

described as (

    select
        documents.document_id,
        disclosures.disclosure_id,
        disclosures.version_no,
        disclosures.is_current,
        documents.file_name,
        documents.file_count,
        documents.format,
        documents.sha256,
        documents.byte_size,
        documents.page_count,
        documents.document_kind,
        documents.fiscal_year,
        documents.region_code,
        documents.department_id,
        documents.department_name,
        disclosures.reporting_scope,
        disclosures.part,
        disclosures.cover_date,
        disclosures.figure_count,
        outcomes.read_outcome,
        outcomes.read_reason
    from documents
    inner join disclosures on documents.document_id = disclosures.document_id
    left join outcomes on documents.document_id = outcomes.document_id

)

select * from described
