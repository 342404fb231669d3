-- The administrative region of a body: the longest name of a region within its own name, else one its
-- cover mentions.
with names as (

    select * from {{ ref('int_body_names') }}

),

covers as (

    select
        document_id,
        left(string_agg(text, '' order by line_no), 200) as cover_text
    from {{ ref('stg_lines') }}
    where line_no <= 400
    group by all

),

placed as (

    select
        documents.document_id,
        names.department_name,
        regions.region_code,
        regions.alias
    from {{ ref('stg_documents') }} as documents
    left join covers on documents.document_id = covers.document_id
    left join names on documents.document_id = names.document_id
    left join {{ ref('int_region_names') }} as regions
        on
            position(regions.alias in coalesce(names.department_name, '')) > 0
            or position(regions.alias in covers.cover_text) > 0
    qualify row_number() over (
        partition by documents.document_id
        order by
            coalesce(position(regions.alias in coalesce(names.department_name, '')), 0) > 0 desc,
            length(regions.alias) desc,
            position(regions.alias in covers.cover_text),
            regions.region_code
    ) = 1

)

select * from placed
