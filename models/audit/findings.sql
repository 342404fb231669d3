-- What a person should look at, most serious first.
with found as (

    select * from {{ ref('findings_of_identities') }}
    union all by name
    select * from {{ ref('findings_of_pages') }}
    union all by name
    select * from {{ ref('findings_of_codes') }}

),

documents as (

    select
        document_id,
        file_name
    from {{ ref('int_documents') }}

),

ordered as (

    select
        found.finding_id,
        found.document_id,
        documents.file_name,
        found.page,
        found.severity,
        found.identity,
        found.place,
        found.left_yuan,
        found.right_yuan,
        found.difference_yuan,
        found.explanation,
        found.explanation_zh,
        found.cause,
        found.attribution,
        found.likely_figure,
        coalesce(found.cause_group, found.finding_id) as cause_group,
        coalesce(found.broken_count, 1)::bigint as broken_count,
        row_number() over (
            order by
                array_position(['critical', 'warning', 'info'], found.severity),
                abs(found.difference_yuan) desc nulls last,
                documents.file_name,
                found.page asc,
                found.finding_id asc
        ) as rank
    from found
    inner join documents on found.document_id = documents.document_id

)

select * from ordered
